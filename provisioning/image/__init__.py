"""Building the appliance's image: Debian packages, our own environment, partitions, one file to flash."""
