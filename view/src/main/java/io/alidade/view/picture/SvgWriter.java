package io.alidade.view.picture;

import io.alidade.view.picture.Mark.Label;
import io.alidade.view.picture.Mark.Shape;
import io.alidade.view.picture.Mark.Subject;
import io.alidade.view.xml.Xml;

/// A [Drawing] as SVG: one element that stands by itself or inside a page, without script and without anything from
/// outside.
final class SvgWriter {
    private static final double WANTED_WIDTH = 900;
    private static final double MOST_ENLARGED = 1.6;

    private final StringBuilder svg = new StringBuilder();

    private SvgWriter() {}

    /// @param looks how many looks of pods are used
    static String write(Drawing drawing, String title, String description, int looks) {
        SvgWriter writer = new SvgWriter();
        writer.open(drawing, title, description, Math.min(looks, Palette.size()));
        drawing.marks().forEach(writer::mark);
        writer.svg.append("</svg>\n");
        return writer.svg.toString();
    }

    private void open(Drawing drawing, String title, String description, int looks) {
        String width = Xml.number(drawing.width());
        String height = Xml.number(drawing.height());
        double scale = Math.clamp(WANTED_WIDTH / drawing.width(), 1, MOST_ENLARGED);
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title description\" width=\"")
                .append(Xml.number(drawing.width() * scale)).append("\" height=\"")
                .append(Xml.number(drawing.height() * scale)).append("\" viewBox=\"0 0 ").append(width).append(' ')
                .append(height).append("\">\n");
        svg.append("<title id=\"title\">").append(Xml.text(title)).append("</title>\n");
        svg.append("<desc id=\"description\">").append(Xml.text(description)).append("</desc>\n");
        svg.append("<style>\n").append(SvgStyle.sheet(looks))
                .append("</style>\n");
        svg.append("<defs>\n").append(SvgStyle.patterns(looks)).append("</defs>\n");
        svg.append("<rect class=\"paper\" width=\"").append(width).append("\" height=\"").append(height)
                .append("\"/>\n");
    }

    private void mark(Mark mark) {
        switch (mark) {
            case Shape shape -> shape(shape);
            case Label label -> label(label);
        }
    }

    private void shape(Shape shape) {
        svg.append("<rect class=\"").append(shape.style()).append('"');
        attribute("x", shape.x());
        attribute("y", shape.y());
        attribute("width", shape.width());
        attribute("height", shape.height());
        if (shape.radius() > 0) {
            attribute("rx", shape.radius());
        }
        if (shape.subject() instanceof Subject.Cpu(int cpu)) {
            svg.append(" data-cpu=\"").append(cpu).append('"');
        }
        if (shape.hint().isEmpty()) {
            svg.append("/>\n");
        } else {
            svg.append("><title>").append(Xml.text(shape.hint())).append("</title></rect>\n");
        }
    }

    private void label(Label label) {
        svg.append("<text class=\"").append(label.font().style()).append(' ').append(label.style()).append('"');
        attribute("x", label.x());
        attribute("y", label.y());
        switch (label.anchor()) {
            case START -> {
            }
            case MIDDLE -> svg.append(" text-anchor=\"middle\"");
            case END -> svg.append(" text-anchor=\"end\"");
        }
        svg.append('>').append(Xml.text(label.text())).append("</text>\n");
    }

    private void attribute(String name, double value) {
        svg.append(' ').append(name).append("=\"").append(Xml.number(value)).append('"');
    }
}
