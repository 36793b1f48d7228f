#!/bin/sh
# Makes the environment that `make` works with, and says so: install.sh PYTHON VENV [tools|browser]
# With "tools", what developers need is added to what is there; with "browser", what drives a browser. At a terminal pip shows how far it is.
# TORCH_INDEX, if set, is the address of the package index that PyTorch alone is taken from.
set -eu

python=$1
venv=$2
index=${TORCH_INDEX:-}
# That folders here go before installed ones of the same name is what an editable installation is for.
PYTHONWARNINGS="ignore:Editable installation"
export PYTHONWARNINGS
quiet=--quiet
if [ -t 1 ]; then quiet=; fi

say() { printf '%s\n' "$@"; }

pip_install() {
    # shellcheck disable=SC2086  # nothing, where it is empty
    "$venv/bin/python" -m pip install $quiet --disable-pip-version-check "$@"
}

has_torch() {
    "$venv/bin/python" -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("torch"))'
}

if [ "${3:-}" = tools ]; then
    say "Adding what developers need to $venv: half a minute, 60 MB to download, 200 MB on the disk."
    pip_install --constraint constraints.txt --editable '.[dev]'
    exit
fi

if [ "${3:-}" = browser ]; then
    "$venv/bin/python" -c 'import axe_playwright_python, playwright' 2>/dev/null && exit
    say "Adding what drives a browser to $venv: 45 MB to download. No browser comes with it."
    pip_install --constraint constraints.txt --editable '.[browser]'
    exit
fi

say "Installing Byline into $venv, in 3 steps: 2 to 5 minutes, 450 MB to download, 1.9 GB on the disk."
say "1 of 3: the environment, and a pip that is not too old"
"$python" -m venv "$venv"
# Before 23.3 pip took lxml's extra "html_clean", which jusText asks for, for another one than "html-clean", and warned.
pip_install 'pip>=23.3'

if has_torch; then
    say "2 of 3: PyTorch, which is there"
elif [ -n "$index" ]; then
    say "2 of 3: PyTorch, 200 MB, from $index"
    pip_install --constraint constraints.txt --index-url "$index" torch
else
    say "2 of 3: PyTorch, 200 MB"
    if [ "$(uname -sm)" = "Linux x86_64" ]; then
        say "  On Linux it usually comes built for graphics cards, which Byline does not use:" \
            "  2.6 GB more to download, 4 GB more on the disk. To have the small one, stop here" \
            "  and set TORCH_INDEX, as docs/installing.md says."
    fi
    pip_install --constraint constraints.txt torch
fi

say "3 of 3: Byline, its model and the other libraries, 300 MB"
pip_install --constraint constraints.txt --editable .
say "Byline is installed."
