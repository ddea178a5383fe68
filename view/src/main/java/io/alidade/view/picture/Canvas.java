package io.alidade.view.picture;

import io.alidade.view.picture.Mark.Anchor;
import io.alidade.view.picture.Mark.Label;
import io.alidade.view.picture.Mark.Shape;
import io.alidade.view.picture.Mark.Subject;
import java.util.ArrayList;
import java.util.List;

/// Collects marks, those behind first.
final class Canvas {
    private final List<Mark> marks = new ArrayList<>();

    void frame(String style, double x, double y, double width, double height, double radius) {
        marks.add(new Shape(style, new Subject.Decoration(), x, y, width, height, radius, ""));
    }

    void shape(Shape shape) {
        marks.add(shape);
    }

    /// Text whose line has its top at `y`.
    void text(Font font, String style, Anchor anchor, double x, double y, String text) {
        if (!text.isEmpty()) {
            marks.add(new Label(font, style, anchor, x, y + font.ascent(), text));
        }
    }

    /// Text in the middle of a rectangle.
    void centred(Font font, String style, Shape shape, String text) {
        marks.add(new Label(font, style, Anchor.MIDDLE, shape.x() + shape.width() / 2,
                shape.y() + shape.height() / 2 + font.size() * 0.36, text));
    }

    List<Mark> marks() {
        return List.copyOf(marks);
    }
}
