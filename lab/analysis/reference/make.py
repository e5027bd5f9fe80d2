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
from statsmodels.stats.proportion import proportion_confint

random = numpy.random.default_rng(20260102)


def rounded(values, digits=10):
    return [float(f"{value:.{digits}g}") for value in numpy.asarray(values).ravel()]


def student():
    return [
        {"confidence": c, "degreesOfFreedom": n, "quantile": float(stats.t.ppf((1 + c) / 2, n))}
        for c in (0.9, 0.95, 0.99, 1 - 0.05 / 12)
        for n in (1, 2, 3, 4, 7, 10, 24, 60)
    ]


def ratios():
    """The ratio, the t interval and the p-value of log ratios."""
    out = []
    for count in (3, 5, 12):
        logs = numpy.array(rounded(random.normal(0.05, 0.06, count), 6))
        test = stats.ttest_1samp(logs, 0)
        interval = test.confidence_interval(0.95)
        out.append({
            "logRatios": logs.tolist(), "ratio": float(numpy.exp(numpy.mean(logs))),
            "low": float(numpy.exp(interval.low)), "high": float(numpy.exp(interval.high)),
            "pValue": float(test.pvalue),
        })
    return out


def uniformity():
    """The exact test of Kolmogorov and Smirnov."""
    out = []
    for values in ([0.5], [0.01, 0.4, 0.9], [0.01, 0.02, 0.03, 0.2, 0.3], random.uniform(size=13)):
        values = rounded(values, 6)
        test = stats.kstest(values, "uniform", method="exact")
        out.append({"pValues": values, "distance": float(test.statistic), "pValue": float(test.pvalue)})
    return out


def shares():
    """Wilson's interval of a share."""
    return [
        {"count": count, "tries": tries, "low": float(low), "high": float(high)}
        for count, tries in ((0, 1000), (3, 7), (120, 4000), (9, 9))
        for low, high in [proportion_confint(count, tries, alpha=0.05, method="wilson")]
    ]


def medians():
    """From which value to which the median lies: by the quantiles of tosses of a coin."""
    return [
        {"count": count, "fewer": int(stats.binom.ppf(0.025, count, 0.5))}
        for count in range(1, 40)
        if stats.binom.cdf(int(stats.binom.ppf(0.025, count, 0.5)), count, 0.5) != 0.025
    ]


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
    "ratios": ratios(),
    "uniformity": uniformity(),
    "shares": shares(),
    "medians": medians(),
    "usl": usl(),
    "histogram": histogram(),
}
target = pathlib.Path(__file__).with_name("statistics.json")
target.write_text(json.dumps(reference, indent=2) + "\n")
