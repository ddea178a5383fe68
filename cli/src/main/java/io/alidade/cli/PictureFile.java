package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import io.alidade.view.picture.MachinePicture;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Where a picture is written to; the end of the name says in which format.
record PictureFile(Path path, Format format) {
    enum Format { SVG, HTML }

    /// Reads `FILE.svg` or `FILE.html`.
    static final class Converter implements ITypeConverter<PictureFile> {
        @Override
        public PictureFile convert(String value) {
            if (value.endsWith(".svg")) {
                return new PictureFile(Inputs.path(value), Format.SVG);
            }
            if (value.endsWith(".html")) {
                return new PictureFile(Inputs.path(value), Format.HTML);
            }
            throw new TypeConversionException("'" + value + "' ends neither in .svg nor in .html");
        }
    }

    /// Writes the picture, whole or not at all.
    ///
    /// @throws BadInput if it cannot be written
    void write(MachinePicture picture) {
        OutputFile.replace(path, switch (format) {
            case SVG -> picture.toSvg();
            case HTML -> picture.toHtml();
        });
    }
}
