#!/usr/bin/env bash
# The Java in which tests run Spark; from the system's packages, where it is missing.
set -euo pipefail
if command -v java >/dev/null; then
  exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
