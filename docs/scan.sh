#!/usr/bin/env bash
# Scans the running application with Debian's wapiti and sqlmap (apt-get install wapiti sqlmap), signed in as a partner,
# as staff and as an administrator, on a disposable database with sample data. Findings are explained in docs/scan.md.
#
#   docs/scan.sh [MINUTES]     at most so many minutes for each tool and person; 10 where nothing is said
#
# The log, scan.log in a new directory that is named at the end, shows a page that only the signed-in see for each person.
set -eu
cd "$(dirname "$0")/.."

minutes=${1:-10}
seconds=$(awk "BEGIN { print int($minutes * 60) }")
out=$(mktemp -d "${TMPDIR:-/tmp}/cls-scan-XXXXXX")
log=$out/scan.log
application=$(ls -t bin/*/net10.0/CustomerListSchedules.dll | head -1)
for tool in wapiti sqlmap curl python3; do
  command -v "$tool" > /dev/null || { echo "docs/scan.sh needs $tool (apt-get install wapiti sqlmap curl python3)." >&2; exit 2; }
done

password="lantern scan harbour"
ASPNETCORE_ENVIRONMENT=Development dotnet "$application" --urls=http://127.0.0.1:0 --Data:Directory="$out/data" \
  --SampleData:Password="$password" --SignIn:PerAccount=100000 --SignIn:PerAddress=100000 > "$out/application.log" 2>&1 &
server=$!
trap 'kill -TERM $server 2> /dev/null; wait $server 2> /dev/null; rm -rf "$out/data"' EXIT
for _ in $(seq 240); do
  base=$(sed -n 's/.*Now listening on: \(http:[^ ]*\).*/\1/p' "$out/application.log" | head -1)
  [ -n "$base" ] && curl -sf "$base/health/ready" > /dev/null && break
  sleep 0.5
done
[ -n "$base" ] || { cat "$out/application.log" >&2; exit 1; }

say() { printf '%s\n' "$*" | tee -a "$log"; }
token() { curl -s -b "$1" -c "$1" "$base$2" | grep -o '__RequestVerificationToken" type="hidden" value="[^"]*' | head -1 | sed 's/.*value="//'; }

# Signs somebody in with a cookie jar of their own, and proves it by the words of a page that only they see.
sign_in() { # person, address, password, page, words
  local jar=$out/$1.cookies
  curl -s -o /dev/null -b "$jar" -c "$jar" --data-urlencode "__RequestVerificationToken=$(token "$jar" /sign-in)" \
    --data-urlencode "Email=$2" --data-urlencode "Password=$3" "$base/sign-in"
  if curl -s -b "$jar" "$base$4" | grep -q "$5"; then say "signed in as $1: $4 shows \"$5\""; else say "NOT signed in as $1"; exit 1; fi
}

cookies() { awk '!/^# / && NF >= 7 { sub(/^#HttpOnly_/, ""); printf "%s%s=%s", (n++ ? "; " : ""), $6, $7 }' "$out/$1.cookies"; }

jar_for_wapiti() {
  python3 - "$out/$1.cookies" > "$out/$1.json" <<'PYTHON'
import json, sys
jar = {}
for line in open(sys.argv[1]):
    part = line.replace("#HttpOnly_", "").rstrip("\n").split("\t")
    if len(part) == 7:
        jar[part[5]] = {"version": 0, "expires": None, "secure": False, "value": part[6], "port": None}
print(json.dumps({".127.0.0.1": {"/": jar}, "127.0.0.1": {"/": jar}}))
PYTHON
}

# Debian 12's wapiti 3.0.4 cannot read an excluded address under its Python 3.11, so that one function is given to it anew, in the
# Python that it runs in.
wapiti_mended() {
  "$(sed -n '1s/^#! *//p' "$(command -v wapiti)")" -c '
import fnmatch, re, sys
import wapitiCore.net.crawler as crawler
crawler.wildcard_translate = lambda pattern: re.compile(fnmatch.translate(pattern))
from wapitiCore.main.wapiti import wapiti_main
sys.argv[0] = "wapiti"
sys.exit(wapiti_main())' "$@"
}
export -f wapiti_mended

# Left alone: what would end the session.
wapiti_as() { # person, first page
  jar_for_wapiti "$1"
  say "wapiti as $1 from $2, at most $seconds s"
  # A third of the time to find the pages, the rest to its ten modules in turn.
  timeout $((seconds + 120)) bash -c 'wapiti_mended "$@"' wapiti -u "$base$2" --scope domain -c "$out/$1.json" --max-scan-time $((seconds / 3)) --max-attack-time $((seconds / 15)) \
    -m "sql,blindsql,xss,permanentxss,exec,file,crlf,redirect,csp,http_headers,cookieflags" \
    -x "$base/sign-out" -x "$base/account/change-password" -x "$base/account/two-step" -x "$base/users?handler=Active" \
    -f txt -o "$out/wapiti-$1.txt" --flush-session --no-bugreport -v 1 >> "$log" 2>&1 || say "wapiti ended early ($?)"
  if [ -f "$out/wapiti-$1.txt" ]; then
    cat "$out/wapiti-$1.txt" >> "$log"
    say "wapiti as $1: $(grep -c 'requests\? were generated\|^\[\*\] Launching' "$log") modules; found: $(sed -n '/^Summary/,/^\*\*\*\*/p' "$out/wapiti-$1.txt" | grep -E ':[[:space:]]+[1-9][0-9]*$' | tr -s ' ' | tr '\n' ';')"
  else
    say "wapiti as $1 gave NO REPORT"
  fi
}

# That a tool was signed in to its end.
still() { # person, page, words on it
  if curl -s -b "$out/$1.cookies" "$base$2" | grep -qF "$3"; then say "still signed in as $1"; else say "NOT signed in as $1 any more"; fi
}

# A page's form as sqlmap's --data, the antiforgery token left to --csrf-token.
form_of() { # person, page, words in the form's action or id
  curl -s -b "$out/$1.cookies" "$base$2" | python3 -c '
import html.parser, sys, urllib.parse
class Forms(html.parser.HTMLParser):
    forms, form, area, select = [], None, None, None
    def handle_starttag(self, tag, pairs):
        a = dict(pairs)
        if tag == "form": self.form = {"action": a.get("action", ""), "id": a.get("id", ""), "fields": []}; self.forms.append(self.form)
        if self.form is None: return
        if tag == "input" and a.get("name") and a.get("type") not in ("submit", "button", "file") and (a.get("type") not in ("checkbox", "radio") or "checked" in a):
            self.form["fields"].append((a["name"], a.get("value") or "x"))
        if tag == "textarea" and a.get("name"): self.form["fields"].append((a["name"], "x"))
        if tag == "select": self.select = a.get("name")
        if tag == "option" and self.select and a.get("value"): self.form["fields"].append((self.select, a["value"])); self.select = None
    def handle_endtag(self, tag):
        if tag == "form": self.form = None
p = Forms(); p.feed(sys.stdin.read())
f = next(f for f in p.forms if sys.argv[1] in f["action"] + " " + f["id"])
print(urllib.parse.urlencode(f["fields"]))' "$3"
}

# Every field of a form's data, but for the token.
names_of() { # data
  python3 -c 'import sys, urllib.parse; print(",".join(dict.fromkeys(name for name, _ in urllib.parse.parse_qsl(sys.argv[1], True) if not name.startswith("__"))))' "$1"
}

sqlmap_as() { # person, url, data or "", parameters, page with the token, how many shares of the time
  local arguments=(-u "$base$2" --cookie "$(cookies "$1")" --batch --level 2 --risk 1 --flush-session --output-dir "$out/sqlmap" -p "$4" --disable-coloring)
  [ -n "$3" ] && arguments+=(--data "$3" --csrf-token=__RequestVerificationToken --csrf-url="$base$5")
  say "sqlmap as $1 at $2 ($4)"
  timeout "$((each * ${6:-1}))" sqlmap "${arguments[@]}" > "$out/sqlmap.txt" 2>&1 || true
  cat "$out/sqlmap.txt" >> "$log"
  if grep -q 'is vulnerable\|injection point(s)' "$out/sqlmap.txt"; then say "sqlmap FOUND something at $2"
  elif grep -q 'CRITICAL' "$out/sqlmap.txt" && ! grep -q 'all tested parameters do not appear to be injectable' "$out/sqlmap.txt"; then say "sqlmap FAILED at $2: $(grep -m1 CRITICAL "$out/sqlmap.txt")"
  elif ! grep -q 'do not appear to be injectable' "$out/sqlmap.txt"; then say "sqlmap at $2: nothing found in the time it had"
  else say "sqlmap at $2: nothing found"; fi
}

sign_in partner priya@paperlantern.example "$password" /partner-companies 'Who has booked for our productions'
sign_in staff sam@oldfirestation.example "$password" /schedules 'Workshop leaders'
sign_in administrator alex@oldfirestation.example "$password" /settings/user-accounts 'User Accounts'
curl -s -o /dev/null -b "$out/partner.cookies" --data-urlencode "__RequestVerificationToken=$(token "$out/partner.cookies" /partner-companies)" -d list=3 "$base/partner-companies?handler=Run"

wapiti_as partner /partner-companies
still partner /partner-companies 'Who has booked for our productions'
sign_in partner priya@paperlantern.example "$password" /partner-companies 'Who has booked for our productions'

printf 'External Reference,First Name\nS1,Ann\n' > "$out/customers.csv"
import=$(curl -s -o /dev/null -w '%{redirect_url}' -b "$out/administrator.cookies" -F "__RequestVerificationToken=$(token "$out/administrator.cookies" /import)" \
  -F Kind=customers -F "Upload=@$out/customers.csv;type=text/csv" "$base/import" | sed "s|$base||")
list=$(curl -s -b "$out/staff.cookies" "$base/customer-lists?search=e" | grep -o '/customer-lists/[0-9]*"' | head -1 | tr -d '"')
each=$((seconds / 9 + 20))
sqlmap_as partner '/partner-companies?handler=Download&request=1' '' request ''
sqlmap_as partner '/partner-companies?handler=Run' 'list=3&__RequestVerificationToken=x' list /partner-companies
sqlmap_as staff '/schedules?search=work&sort=name' '' search,sort ''
sqlmap_as staff '/customer-lists?search=a&folder=1' '' search,folder ''
sqlmap_as staff '/runs?state=delivered&schedule=1&before=99' '' state,schedule,before ''
sqlmap_as staff '/users?search=a' '' search ''
builder="$(form_of staff "$list" builder)&Do=count"
sqlmap_as staff "$list" "$builder" "$(names_of "$builder")" "$list" 6
sqlmap_as administrator '/audit?search=a&from=2026-01-01' '' search,from ''
mapping=$(form_of administrator "$import" "$import")
sqlmap_as administrator "$import" "$mapping" "$(names_of "$mapping")" "$import" 3
still partner /partner-companies 'Who has booked for our productions'
still staff /schedules 'Workshop leaders'
still administrator /settings/user-accounts 'User Accounts'

# Last: what staff may change, it changes, partners' passwords among it.
wapiti_as staff /schedules
still staff /schedules 'Customer List Schedules'

grep -iE 'fail: |unhandled' "$out/application.log" | sort | uniq -c | tee -a "$log" || say "the application logged no failure"
say "log: $log"
