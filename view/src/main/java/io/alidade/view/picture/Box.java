package io.alidade.view.picture;

import io.alidade.view.picture.Mark.Anchor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A part of a picture that knows the least room it needs, and is then placed into at least that much. Boxes are measured
/// from the inside out and placed from the outside in.
interface Box {
    double width();

    double height();

    /// Draws it into a rectangle that is at least as large as itself.
    void place(Canvas canvas, double x, double y, double width, double height);

    /// A line of text.
    record Text(Font font, String style, String text) implements Box {
        @Override
        public double width() {
            return font.width(text);
        }

        @Override
        public double height() {
            return font.lineHeight();
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            canvas.text(font, style, Anchor.START, x, y, text);
        }
    }

    /// Boxes below each other, each as wide as the widest.
    record Stack(double gap, List<Box> boxes) implements Box {
        public Stack {
            boxes = List.copyOf(boxes);
        }

        @Override
        public double width() {
            return boxes.stream().mapToDouble(Box::width).max().orElse(0);
        }

        @Override
        public double height() {
            return boxes.stream().mapToDouble(Box::height).sum() + gap * Math.max(0, boxes.size() - 1);
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            double top = y;
            for (Box box : boxes) {
                box.place(canvas, x, top, width, box.height());
                top += box.height() + gap;
            }
        }
    }

    /// Boxes in rows of `columns`, aligned both ways. Room that is left over goes to columns and rows alike, with `stretch`;
    /// but rows do not grow by more than a half.
    record Grid(int columns, double gap, boolean stretch, List<Box> boxes) implements Box {
        public Grid {
            columns = Math.clamp(columns, 1, Math.max(1, boxes.size()));
            boxes = List.copyOf(boxes);
        }

        private double[] widths() {
            double[] widths = new double[columns];
            for (int i = 0; i < boxes.size(); i++) {
                widths[i % columns] = Math.max(widths[i % columns], boxes.get(i).width());
            }
            return widths;
        }

        private double[] heights() {
            double[] heights = new double[(boxes.size() + columns - 1) / columns];
            for (int i = 0; i < boxes.size(); i++) {
                heights[i / columns] = Math.max(heights[i / columns], boxes.get(i).height());
            }
            return heights;
        }

        @Override
        public double width() {
            return Arrays.stream(widths()).sum() + gap * (columns - 1);
        }

        @Override
        public double height() {
            double[] heights = heights();
            return Arrays.stream(heights).sum() + gap * Math.max(0, heights.length - 1);
        }

        private double lower(double[] heights, double height) {
            double each = Math.max(0, height - height()) / Math.max(1, heights.length);
            return Arrays.stream(heights).allMatch(own -> each <= own / 2) ? each : 0;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            double[] widths = widths();
            double[] heights = heights();
            double more = stretch ? Math.max(0, width - width()) / columns : 0;
            double lower = stretch ? lower(heights, height) : 0;
            double top = y;
            double left = x;
            for (int i = 0; i < boxes.size(); i++) {
                int column = i % columns;
                int row = i / columns;
                boxes.get(i).place(canvas, left, top, widths[column] + more, heights[row] + lower);
                left += widths[column] + more + gap;
                if (column == columns - 1) {
                    left = x;
                    top += heights[row] + lower + gap;
                }
            }
        }
    }

    /// Boxes beside each other; the last one gets the room that is left over.
    record Row(double gap, List<Box> boxes) implements Box {
        public Row {
            boxes = List.copyOf(boxes);
        }

        @Override
        public double width() {
            return boxes.stream().mapToDouble(Box::width).sum() + gap * Math.max(0, boxes.size() - 1);
        }

        @Override
        public double height() {
            return boxes.stream().mapToDouble(Box::height).max().orElse(0);
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            double left = x;
            for (int i = 0; i < boxes.size(); i++) {
                Box box = boxes.get(i);
                boolean last = i == boxes.size() - 1;
                box.place(canvas, left, y, last ? Math.max(box.width(), x + width - left) : box.width(), height);
                left += box.width() + gap;
            }
        }
    }

    /// A box with a frame around it.
    record Frame(String style, double padding, double radius, Box inner) implements Box {
        @Override
        public double width() {
            return inner.width() + 2 * padding;
        }

        @Override
        public double height() {
            return inner.height() + 2 * padding;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            canvas.frame(style, x, y, width, height, radius);
            inner.place(canvas, x + padding, y + padding, width - 2 * padding, height - 2 * padding);
        }
    }

    /// A box that never grows.
    record Fixed(Box inner) implements Box {
        @Override
        public double width() {
            return inner.width();
        }

        @Override
        public double height() {
            return inner.height();
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            inner.place(canvas, x, y, inner.width(), inner.height());
        }
    }

    /// Text in lines no wider than `width`, broken at blanks.
    static Box paragraph(Font font, String style, String text, double width) {
        List<Box> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && font.width(longer) > width) {
                lines.add(new Text(font, style, line.toString()));
                line.setLength(0);
                line.append(word);
            } else {
                line.setLength(0);
                line.append(longer);
            }
        }
        lines.add(new Text(font, style, line.toString()));
        return new Stack(0, lines);
    }
}
