#!/bin/sh
# Runs the program named by $LEASHED with these arguments, in a process group that ends as one: with the program, or when
# our stdin is closed, as it is by the system when the test run that holds its other end is itself killed.
("$LEASHED" "$@" <&-; kill -KILL 0) &
read -r _
kill -KILL 0
