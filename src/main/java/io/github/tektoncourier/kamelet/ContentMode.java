package io.github.tektoncourier.kamelet;

/** The choice between the two CloudEvents content modes, made once at start, where a typo is refused as well. */
public final class ContentMode {

    private String mode = "binary";

    public void setMode(String mode) {
        if (!mode.equals("binary") && !mode.equals("structured")) {
            throw new IllegalArgumentException("contentMode must be binary or structured, got: '" + mode + "'");
        }
        this.mode = mode;
    }

    /** Whether attributes and data travel together as one JSON body. */
    public boolean structured() {
        return mode.equals("structured");
    }
}
