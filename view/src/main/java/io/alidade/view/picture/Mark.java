package io.alidade.view.picture;

/// Something drawn at a place. Lengths are in units of the drawing, y grows downward.
sealed interface Mark {
    /// A rectangle with rounded corners.
    ///
    /// @param style   how it looks
    /// @param subject what it stands for, so that cells can be told from frames
    /// @param hint    one line for whoever points at it; may be empty
    record Shape(String style, Subject subject, double x, double y, double width, double height, double radius,
            String hint) implements Mark {}

    /// A line of text.
    ///
    /// @param x     of its start, or its middle, or its end, as `anchor` says
    /// @param y     of the line that letters stand on
    /// @param style how it looks beside its font, such as its colour
    record Label(Font font, String style, Anchor anchor, double x, double y, String text) implements Mark {
        double left() {
            return switch (anchor) {
                case START -> x;
                case MIDDLE -> x - font.width(text) / 2;
                case END -> x - font.width(text);
            };
        }

        double right() {
            return left() + font.width(text);
        }
    }

    enum Anchor { START, MIDDLE, END }

    /// What a rectangle is.
    sealed interface Subject {
        /// Something around other things, or a part of a bar.
        record Decoration() implements Subject {}

        /// One CPU.
        record Cpu(int cpu) implements Subject {}

        /// One device, or several.
        record DeviceChip() implements Subject {}
    }
}
