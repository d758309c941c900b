# Words of the room shadow, Indonesian. en.ftl has the same names.
