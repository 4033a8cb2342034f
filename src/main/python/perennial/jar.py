"""Where the jar is."""

from pathlib import Path


def jar_path() -> str:
    """The path of Perennial's jar, for ``spark.jars``.

    The wheel carries it; given to spark-submit as ``--py-files`` the jar is where this module is.
    """
    archive = getattr(__spec__.loader, "archive", None)
    if archive is not None:
        return archive
    jars = sorted(Path(__file__).with_name("jars").glob("perennial-*.jar"))
    if len(jars) != 1:
        raise FileNotFoundError(
            f"Expected one jar in {Path(__file__).with_name('jars')}, found {len(jars)}. Install the"
            " wheel that scripts/build-wheel makes."
        )
    return str(jars[0])
