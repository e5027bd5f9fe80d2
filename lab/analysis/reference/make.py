"""Makes statistics.json, which reference.test.ts compares the lab's statistics with.

    python3 -m venv /tmp/reference
    /tmp/reference/bin/pip install scipy==1.17.1 statsmodels==0.15.0
    /tmp/reference/bin/python lab/analysis/reference/make.py
    deno fmt lab/analysis/reference
"""

import json
import pathlib

import numpy
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests

random = numpy.random.default_rng(20260102)


def rounded(values, digits=10):
    return [float(f"{value:.{digits}g}") for value in numpy.asarray(values).ravel()]


def student():
    return [
        {"confidence": c, "degreesOfFreedom": n, "quantile": float(stats.t.ppf((1 + c) / 2, n))}
        for c in (0.9, 0.95, 0.99, 1 - 0.05 / 12)
        for n in (1, 2, 3, 4, 7, 10, 24, 60)
    ]


def bootstraps():
    """Ends by scipy with so many resamples that they hardly depend on the seed."""
    samples = {
        "normal": random.normal(1, 0.1, 12),
        "skewed": random.lognormal(0, 0.8, 25),
        "few": numpy.array([0.11, -0.02, 0.07, 0.2, 0.05]),
    }
    out = []
    for name, sample in samples.items():
        sample = numpy.array(rounded(sample, 6))
        for statistic in ("mean", "median"):
            for method in ("percentile", "BCa"):
                # The jackknife of a median has two values: BCa's acceleration means little there.
                if (statistic, method) == ("median", "BCa"):
                    continue
                found = stats.bootstrap(
                    (sample,), getattr(numpy, statistic), method=method,
                    n_resamples=200_000, batch=10_000, rng=numpy.random.default_rng(1),
                ).confidence_interval
                out.append({
                    "sample": name, "values": sample.tolist(), "statistic": statistic,
                    "method": method.lower(), "low": float(found.low), "high": float(found.high),
                })
    return out


def ratios():
    """The t interval and the p-value of log ratios."""
    out = []
    for count in (3, 5, 12):
        logs = numpy.array(rounded(random.normal(0.05, 0.06, count), 6))
        test = stats.ttest_1samp(logs, 0)
        interval = test.confidence_interval(0.95)
        out.append({
            "logRatios": logs.tolist(), "ratio": float(numpy.exp(numpy.median(logs))),
            "low": float(numpy.exp(interval.low)), "high": float(numpy.exp(interval.high)),
            "pValue": float(test.pvalue),
        })
    return out


def holm():
    values = [0.0004, 0.03, 0.012, 0.8, 0.012, 0.049, 0.3]
    adjusted = multipletests(values, alpha=0.05, method="holm")[1]
    return {"pValues": values, "adjusted": rounded(adjusted)}


def usl():
    """Non-negative least squares of N / X in share, and a curve fit of log X beside it."""

    def throughput(n, single, contention, coherency):
        return single * n / (1 + contention * (n - 1) + coherency * n * (n - 1))

    sizes = numpy.array([1, 2, 3, 5, 10, 15, 30, 45, 1, 5, 15])
    out = []
    for truth, noise in (((100, 0.1, 0.002), 0.03), ((260, 0.4, 0.0), 0.03), ((80, 0.02, 0.004), 0.08)):
        rps = numpy.array(rounded(throughput(sizes, *truth) * numpy.exp(random.normal(0, noise, sizes.size)), 7))
        weights = rps / sizes
        for _ in range(3):
            columns = numpy.stack([sizes**0, sizes - 1, sizes * (sizes - 1)], axis=1) * weights[:, None]
            one, sigma, kappa = optimize.nnls(columns, weights * sizes / rps)[0]
            law = (1 / one, sigma / one, kappa / one)
            weights = throughput(sizes, *law) / sizes
        curve, _ = optimize.curve_fit(
            lambda n, *p: numpy.log(throughput(n, *p)), sizes, numpy.log(rps),
            p0=(rps[0], 0.1, 0.001), bounds=([1e-9, 0, 0], [numpy.inf] * 3),
        )
        at = [1, 7, 20, 45]
        out.append({
            "atOnce": sizes.tolist(), "throughputRps": rps.tolist(), "law": rounded(law),
            "curveAtOnce": at, "curveRps": rounded(throughput(numpy.array(at), *curve)),
        })
    return out


def histogram():
    """Two lists of latencies in ms; quantiles of both together, by the inverted distribution."""
    parts = [rounded(random.lognormal(3, 0.5, 400), 6), rounded(random.lognormal(1, 1.2, 300), 6)]
    merged = numpy.concatenate(parts)
    shares = [0.1, 0.5, 0.9, 0.99, 0.999]
    found = numpy.quantile(merged, shares, method="inverted_cdf")
    return {
        "latenciesMs": parts, "meanMs": float(merged.mean()), "shares": shares,
        "quantilesMs": rounded(found),
    }


reference = {
    "madeBy": {"numpy": numpy.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "student": student(),
    "bootstrap": bootstraps(),
    "ratios": ratios(),
    "holm": holm(),
    "usl": usl(),
    "histogram": histogram(),
}
target = pathlib.Path(__file__).with_name("statistics.json")
target.write_text(json.dumps(reference, indent=2) + "\n")
