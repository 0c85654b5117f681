"""Answers what python-dateutil's rrule and the system's tz database say about each rule: one JSON line in, one out."""
import json
import sys
from datetime import date, datetime, time, timedelta, timezone
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

DAYS = [MO, TU, WE, TH, FR, SA, SU]


def times(rule):
    if rule["dailyFrequency"] == "before_8":
        return [rule["before8Minute"] // 60], [rule["before8Minute"] % 60]
    if rule["dailyFrequency"] == "every":
        return list(range(rule["startHour"], rule["endHour"] + 1, rule["everyHours"])), [0]
    return [rule["atHour"]], [0]


def days(rule):
    every = rule["recursEvery"]
    if rule["occurs"] == "daily":
        return dict(freq=DAILY, interval=every)
    if rule["occurs"] == "weekly":
        return dict(freq=WEEKLY, interval=every, wkst=MO, byweekday=[DAYS[d - 1] for d in rule["weekdays"]])
    if rule["occurs"] == "monthly":
        return dict(freq=MONTHLY, interval=every, byweekday=DAYS[rule["weekdays"][0] - 1](rule["weekOfMonth"]))
    return dict(freq=MONTHLY, interval=every, bymonthday=rule["dayOfMonth"])


def walls(rule):
    hours, minutes = times(rule)
    until = rule.get("runUntil")
    return rrule(
        dtstart=datetime.combine(date.fromisoformat(rule["runFrom"]), time()),
        until=until and datetime.combine(date.fromisoformat(until), time(23, 59)),
        byhour=hours, byminute=minutes, bysecond=0, **days(rule))


def answer(rule, after, count):
    # PEP 495, fold=0: forward shift in a gap, the first pass of an overlap.
    zone = ZoneInfo(rule["timeZone"])
    after = datetime.fromtimestamp(after, timezone.utc)
    near = walls(rule).xafter((after.astimezone(zone) - timedelta(days=2)).replace(tzinfo=None))
    # Two days before, and two hours of a moved one beyond, are more than any zone needs to come out in order.
    instants = {wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc) for wall in islice(near, count + 60)}
    return [int(at.timestamp()) for at in sorted(instants) if at > after][:count]


for line in sys.stdin:
    case = json.loads(line)
    ever = next(iter(walls(case["rule"])), None) is not None
    print(json.dumps(answer(case["rule"], case["after"], case["count"]) if ever else None))
