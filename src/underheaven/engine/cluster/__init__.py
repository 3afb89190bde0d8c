"""One arm on several machines: parts of its cells in processes of a Ray cluster, everything small and common to all with the driver.

``part`` is what lives far away and knows nothing of Ray;
``far`` is a running world whose cells are such parts; ``connect`` finds the cluster.
"""
