#!/usr/bin/env python3
"""Patron beside the Python library lifetimes: same customers, in turns.

usage: lifetimes_peer.py LIFETIME_BENCH CUSTOMERS.csv

LIFETIME_BENCH is the program that bench/lifetime_bench.cc becomes;
CUSTOMERS.csv has the columns x,t_x,T in weeks. Needs numpy, pandas and
lifetimes; says so where they are missing. Each task is timed three times on
either side, the answers are compared first, and the median seconds and their
ratio are printed.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import warnings

ROUNDS = 3
BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
PARETO = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}


def patron(bench, customers):
    """Task -> (seconds, answer), one pass of each task that fits the file."""
    count = sum(1 for _ in open(customers)) - 1
    tasks = f"fit/bgnbd/{count}$|p_alive/.*|clv/bgnbd/.*"
    run = subprocess.run(
        [bench, f"--benchmark_filter={tasks}", "--benchmark_format=json"],
        env={**os.environ, "PATRON_BGNBD": customers},
        capture_output=True, text=True, check=True)
    found = {}
    for row in json.loads(run.stdout)["benchmarks"]:
        if row.get("error_occurred"):
            sys.exit(f"{row['name']}: {row['error_message']}")
        answer = row.get("sum", row.get("log_likelihood"))
        name = row["name"].rsplit("/", 1)[0]
        found[name] = (row["real_time"] / 1e3, answer)
    return found


def peer(table):
    """The same tasks by lifetimes."""
    import numpy
    import pandas
    from lifetimes import BetaGeoFitter, ParetoNBDFitter
    from lifetimes.utils import _customer_lifetime_value

    x, recency, age = table[:, 0], table[:, 1], table[:, 2]
    found = {}

    def clock(name, call):
        start = time.perf_counter()
        answer = call()
        found[name] = (time.perf_counter() - start, answer)

    fitter = BetaGeoFitter()
    clock("fit/bgnbd", lambda: fitter.fit(x, recency, age))
    # It keeps the likelihood of rescaled times; ours is that of the data.
    likelihood = -len(x) * fitter._negative_log_likelihood(
        numpy.log(fitter.params_.values), x, recency, age,
        weights=numpy.ones(len(x)), penalizer_coef=0)
    found["fit/bgnbd"] = (found["fit/bgnbd"][0], float(likelihood))
    fitter.params_ = pandas.Series(BG)
    pareto = ParetoNBDFitter()
    pareto.params_ = pandas.Series(PARETO)
    clock("p_alive/bgnbd", lambda: float(
        fitter.conditional_probability_alive(x, recency, age).sum()))
    clock("p_alive/pareto_nbd", lambda: float(
        pareto.conditional_probability_alive(x, recency, age).sum()))
    series = [pandas.Series(column) for column in (x, recency, age)]
    ones = pandas.Series([1.0] * len(x))
    clock("clv/bgnbd", lambda: float(_customer_lifetime_value(
        fitter, *series, ones, time=12, discount_rate=0.01, freq="W").sum()))
    return found


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    bench, customers = sys.argv[1:]
    warnings.filterwarnings("ignore")
    try:
        import lifetimes  # noqa: F401
        import numpy
    except ImportError as missing:
        sys.exit(f"the peer is not at hand: {missing}")
    table = numpy.loadtxt(customers, delimiter=",", skiprows=1)
    ours, theirs = {}, {}
    for _ in range(ROUNDS):
        for side, run in ((ours, patron(bench, customers)),
                          (theirs, peer(table))):
            for name, (seconds, answer) in run.items():
                side.setdefault(name, []).append((seconds, answer))
    print(f"{len(table)} customers, median of {ROUNDS} rounds in turns")
    for name, runs in theirs.items():
        if name not in ours:
            continue
        answer, other = ours[name][0][1], runs[0][1]
        if abs(answer - other) > 1e-6 * abs(other):
            sys.exit(f"{name}: {answer} is not {other}")
        mine = statistics.median(seconds for seconds, _ in ours[name])
        yours = statistics.median(seconds for seconds, _ in runs)
        print(f"{name:20} patron {mine:9.4f} s   lifetimes {yours:9.4f} s"
              f"   {yours / mine:6.1f}x")


if __name__ == "__main__":
    main()
