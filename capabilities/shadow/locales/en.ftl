# Words of the room shadow, English. id.ftl has the same names.
