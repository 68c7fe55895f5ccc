"""What happened is told to other programs of the company, signed, and to nothing within.

`announce` writes down what is to be told; `deliver_due` tells it, again and again until it is
heard or given up; `guard` sees to it that nobody is told who stands inside the company's walls.
"""
