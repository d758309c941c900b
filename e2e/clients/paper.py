"""Reads what Sigap prints with readers nobody here wrote, and prints it as JSON: a workbook (PyPI's openpyxl) as names of sheets with
rows of plain values, a PDF (PyPI's pypdf) as the text of each page."""

import json
import sys
import warnings

import openpyxl
import pypdf

# Whatever a reader finds odd in a file is a fault of the file.
warnings.simplefilter("error")
kind, path = sys.argv[1:]
if kind == "xlsx":
    # As bytes: a browser keeps a download under a name without an ending.
    with open(path, "rb") as file:
        found = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in openpyxl.load_workbook(file)}
else:
    found = [page.extract_text() for page in pypdf.PdfReader(path, strict=True).pages]
json.dump(found, sys.stdout, default=str)
