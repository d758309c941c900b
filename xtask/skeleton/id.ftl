# Words of the room ROOM, Indonesian. en.ftl has the same names.
