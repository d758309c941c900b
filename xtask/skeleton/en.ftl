# Words of the room ROOM, English. id.ftl has the same names.
