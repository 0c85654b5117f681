"""Another reference for xlsx: python3-xlsxwriter in constant memory, reading the same query from psql."""
import csv, datetime, subprocess, sys
import xlsxwriter

socket, database, sql, file = sys.argv[1:]
book = xlsxwriter.Workbook(file, {'constant_memory': True})
date, instant = book.add_format({'num_format': 'yyyy-mm-dd'}), book.add_format({'num_format': 'yyyy-mm-dd hh:mm'})
psql = subprocess.Popen(['psql', '-h', socket, '-U', 'postgres', '-d', database, '-c', f"copy ({sql}) to stdout with (format csv, header)"],
                        stdout=subprocess.PIPE, text=True, encoding='utf-8')
rows = csv.reader(psql.stdout)
header = next(rows)
sheet, at = None, 1048576
for row in rows:
    if at == 1048576:
        sheet, at = book.add_worksheet(), 1
        for column, label in enumerate(header):
            sheet.write_string(0, column, label)
    for column, value in enumerate(row):
        if value == '':
            continue
        if header[column] == 'id':
            sheet.write_number(at, column, int(value))
        elif header[column] == 'birth_date':
            sheet.write_datetime(at, column, datetime.datetime.fromisoformat(value), date)
        elif header[column] == 'created_at':
            sheet.write_datetime(at, column, datetime.datetime.fromisoformat(value[:19]), instant)
        else:
            sheet.write_string(at, column, value)
    at += 1
book.close()
