#!/bin/sh
# Makes the certificates of the tests anew. They are valid for a hundred years, but for the one that has expired.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
touch "$work/index.txt"
echo 01 >"$work/serial"
cat >"$work/ca.cnf" <<END
[ca]
default_ca = own
[own]
dir = $work
database = $work/index.txt
serial = $work/serial
new_certs_dir = $work
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
END
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
key "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -days 36500 -subj '/CN=raildiff test CA' -out ca.pem
# name, alternative names, first and last day
signed() {
  key "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=raildiff test $1" -addext "subjectAltName=$2" -out "$work/$1.csr"
  openssl ca -batch -config "$work/ca.cnf" -cert ca.pem -keyfile "$work/ca.key" -notext \
    -startdate "$3" -enddate "$4" -in "$work/$1.csr" -out "$1.pem"
}
HERE=DNS:localhost,DNS:testrail.test,IP:127.0.0.1
signed server "$HERE" 20240101000000Z 21240101000000Z
signed expired "$HERE" 20200101000000Z 20210101000000Z
signed other-name DNS:elsewhere.test 20240101000000Z 21240101000000Z
key self-signed.key
openssl req -x509 -new -key self-signed.key -days 36500 -subj '/CN=raildiff test' -addext "subjectAltName=$HERE" -out self-signed.pem
