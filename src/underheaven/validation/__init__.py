"""Published, exact and observed results that the model must reproduce, one small typed value each; ``underheaven validate`` prints them."""
