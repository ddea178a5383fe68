package io.alidade.live.measure;

import io.alidade.linux.process.NumaMemory;
import java.util.Locale;

/// Of which size the pages of measured memory are.
public enum PageSize {
    /// Huge, where the kernel has them: then looking addresses up costs next to nothing.
    HUGE(NumaMemory.Pages.HUGE),
    /// The usual size.
    SMALL(NumaMemory.Pages.SMALL),
    /// What programs get that do not ask.
    KERNEL(NumaMemory.Pages.KERNEL);

    private final NumaMemory.Pages pages;

    PageSize(NumaMemory.Pages pages) {
        this.pages = pages;
    }

    NumaMemory.Pages pages() {
        return pages;
    }

    /// What documents and options call it.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
