// After a failed form, the summary is read first. Without this file it is still on top.
document.querySelector("[data-focus]")?.focus();
