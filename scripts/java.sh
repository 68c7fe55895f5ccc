#!/usr/bin/env bash
# The Java in which tests run Spark; from Debian's packages, where it is missing.
set -euo pipefail
if command -v java >/dev/null; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Java is not installed: Spark's tests are skipped. Run: sudo apt-get install default-jre-headless" >&2
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
