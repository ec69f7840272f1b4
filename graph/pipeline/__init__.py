"""Files → documents → claims → quads, on all cores or on a cluster.

`units` cuts the files into pieces of work, `work` says what is done to one, `local` and `cluster` do it in
processes on this machine and on the machines of a Dask cluster. Results come in the order of the input, so
that what comes out does not depend on who did it, nor on how often it was begun.
"""
