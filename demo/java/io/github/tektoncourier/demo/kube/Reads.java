package io.github.tektoncourier.demo.kube;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GET and LIST: answers from bytes that are there already. */
final class Reads {
    private final ObjectStore store;

    Reads(ObjectStore store) {
        this.store = store;
    }

    byte[] get(ApiPath path) {
        Stored found = store.get(path.resource(), path.namespace(), path.name());
        if (found == null) {
            throw ApiError.notFound(path.resource(), path.name());
        }
        return found.json();
    }

    /** One page; all pages of a list show the moment of the first. */
    Buffer list(ApiPath path, Query query) {
        Selector selector =
                Selector.of(path.resource(), path.namespace(), query.labelSelector(), query.fieldSelector());
        return store.read(path.resource(), (shelf, now) -> {
            if (!query.next().isEmpty()) {
                return nextPage(path.resource(), query, selector, shelf, now);
            }
            if (query.revision() > now) {
                throw ApiError.tooLarge(query.revision(), now);
            }
            if (query.match().equals("Exact") && query.revision() != now) {
                List<Stored> then = shelf.snapshotAt(query.revision());
                if (then == null) {
                    throw ApiError.expired(query.revision(), now);
                }
                return page(path.resource(), then, selector, "", query.limit(), query.revision(), query.revision());
            }
            boolean whole = query.limit() <= 0 || query.resourceVersion().equals("0");
            List<Stored> all = whole ? List.copyOf(shelf.objects.values()) : shelf.snapshot(now);
            return page(path.resource(), all, selector, "", whole ? 0 : query.limit(), now, now);
        });
    }

    private static Buffer nextPage(ApiResource resource, Query query, Selector selector, Shelf shelf, long now) {
        if (!query.anyRevision()) {
            throw ApiError.badRequest("specifying resource version is not allowed when using continue");
        }
        PageToken token = PageToken.of(query.next());
        if (token.revision() < 0) {
            List<Stored> all = shelf.snapshot(now);
            return page(resource, all, selector, token.after(), query.limit(), now, now);
        }
        List<Stored> then = shelf.snapshotAt(token.revision());
        if (then == null) {
            throw new ApiError(410, "Expired", EXPIRED).continueWith(new PageToken(-1, token.after()).encoded());
        }
        return page(resource, then, selector, token.after(), query.limit(), token.revision(), token.revision());
    }

    private static final String EXPIRED =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                    + "without the continue parameter, or use the continue token in this response to retrieve the remainder "
                    + "of the results. Continuing with the provided token results in an inconsistent list - objects that "
                    + "were created, modified, or deleted between the time the first chunk was returned and now may show "
                    + "up in the list.";

    private static Buffer page(
            ApiResource resource,
            List<Stored> all,
            Selector selector,
            String after,
            long limit,
            long revision,
            long tokenRevision) {
        List<Stored> chosen = new ArrayList<>();
        long remaining = 0;
        for (Stored stored : all) {
            if ((!after.isEmpty() && stored.key().compareTo(after) <= 0) || !selector.matches(stored)) {
                continue;
            }
            if (limit > 0 && chosen.size() >= limit) {
                remaining++;
            } else {
                chosen.add(stored);
            }
        }
        String next = remaining == 0
                ? ""
                : new PageToken(tokenRevision, chosen.get(chosen.size() - 1).key()).encoded();
        return body(resource, chosen, revision, next, selector.isEmpty() && remaining > 0 ? remaining : null);
    }

    private static Buffer body(
            ApiResource resource, List<Stored> items, long revision, String next, @Nullable Long remaining) {
        StringBuilder head = new StringBuilder(256)
                .append("{\"kind\":\"")
                .append(resource.kind())
                .append("List\",\"apiVersion\":\"")
                .append(resource.apiVersion())
                .append("\",\"metadata\":{\"resourceVersion\":\"")
                .append(revision)
                .append('"');
        if (!next.isEmpty() || !resource.builtIn()) {
            head.append(",\"continue\":\"").append(next).append('"');
        }
        if (remaining != null) {
            head.append(",\"remainingItemCount\":").append(remaining.longValue());
        }
        Buffer body = Buffer.buffer(
                256 + items.stream().mapToInt(s -> s.json().length + 1).sum());
        body.appendString(head.append("},\"items\":[").toString());
        int skip = resource.builtIn() ? resource.typeFields().getBytes(StandardCharsets.UTF_8).length : 0;
        for (int i = 0; i < items.size(); i++) {
            byte[] json = items.get(i).json();
            body.appendString(i == 0 ? "{" : ",{").appendBytes(json, 1 + skip, json.length - 1 - skip);
        }
        return body.appendString("]}");
    }
}
