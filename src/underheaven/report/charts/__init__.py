"""Charts that a newspaper would print: each one Vega-Lite specification, with its words and its table."""
