package io.github.tektoncourier.slot;

/** A text that ends a match which looks at it too often: the pattern is the operator's, but the text is not. */
final class BoundedText implements CharSequence {

    /** Thrown out of a match that takes too long. */
    static final class TooManyStepsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyStepsException() {
            super("the match takes too long", null, false, false);
        }
    }

    private static final int STEPS = 200_000;

    private final CharSequence text;
    private int left = STEPS;

    BoundedText(CharSequence text) {
        this.text = text;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new TooManyStepsException();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
