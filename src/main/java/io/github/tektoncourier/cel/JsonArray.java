package io.github.tektoncourier.cel;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** An array in JSON text, whose elements are read when they are asked for. */
final class JsonArray extends AbstractList<Object> implements RandomAccess {

    private final JsonText json;
    private final int from;
    private @Nullable List<Object> elements;

    /** An element that was passed over. */
    private record Unread(int from) {}

    /** @param from where its bracket stands */
    JsonArray(JsonText json, int from) {
        this.json = json;
        this.from = from;
    }

    @Override
    public synchronized Object get(int index) {
        Object element = elements().get(index);
        if (element instanceof Unread unread) {
            element = json.value(unread.from());
            elements().set(index, element);
        }
        return element;
    }

    @Override
    public synchronized int size() {
        return elements().size();
    }

    private List<Object> elements() {
        List<Object> found = elements;
        if (found == null) {
            found = new ArrayList<>();
            int at = json.blanks(from + 1);
            while (json.at(at) != ']') {
                found.add(new Unread(at));
                at = json.blanks(json.end(at));
                if (json.at(at) == ',') {
                    at = json.blanks(at + 1);
                } else if (json.at(at) != ']') {
                    throw JsonText.unreadable();
                }
            }
            elements = found;
        }
        return found;
    }
}
