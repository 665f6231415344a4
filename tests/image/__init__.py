"""`make image-test`: the built image, booted from U-Boot on in an emulated machine, and driven as by hand."""
