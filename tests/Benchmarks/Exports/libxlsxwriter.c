/* The reference for xlsx: libxlsxwriter in constant memory over the same query, each column typed as ours are. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

int main(int argc, char **argv) {
  PGconn *connection = PQconnectdb(argv[1]);
  if (PQstatus(connection) != CONNECTION_OK || !PQsendQuery(connection, argv[2]) || !PQsetSingleRowMode(connection)) {
    fprintf(stderr, "%s", PQerrorMessage(connection));
    return 1;
  }

  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *book = workbook_new_opt(argv[3], &options);
  lxw_format *date = workbook_add_format(book), *instant = workbook_add_format(book);
  format_set_num_format(date, "yyyy-mm-dd");
  format_set_num_format(instant, "yyyy-mm-dd hh:mm");
  lxw_worksheet *sheet = NULL;
  lxw_row_t row = 0;
  PGresult *result;
  while ((result = PQgetResult(connection)) != NULL) {
    if (PQresultStatus(result) != PGRES_SINGLE_TUPLE) {
      if (PQresultStatus(result) != PGRES_TUPLES_OK) { fprintf(stderr, "%s", PQerrorMessage(connection)); return 1; }
      PQclear(result);
      continue;
    }

    if (sheet == NULL || row == 1048576) {
      sheet = workbook_add_worksheet(book, NULL);
      for (int c = 0; c < PQnfields(result); c++) worksheet_write_string(sheet, 0, c, PQfname(result, c), NULL);
      row = 1;
    }

    for (int c = 0; c < PQnfields(result); c++) {
      if (PQgetisnull(result, 0, c)) continue;
      const char *value = PQgetvalue(result, 0, c);
      lxw_datetime at = {0};
      int year, month, day, hour, minute, second = 0;
      switch (PQftype(result, c)) {
        case 20:
          worksheet_write_number(sheet, row, c, atof(value), NULL);
          break;
        case 1082:
          sscanf(value, "%d-%d-%d", &year, &month, &day);
          at = (lxw_datetime){year, month, day, 0, 0, 0};
          worksheet_write_datetime(sheet, row, c, &at, date);
          break;
        case 1184:
          sscanf(value, "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second);
          at = (lxw_datetime){year, month, day, hour, minute, second};
          worksheet_write_datetime(sheet, row, c, &at, instant);
          break;
        default:
          worksheet_write_string(sheet, row, c, value, NULL);
      }
    }

    row++;
    PQclear(result);
  }

  PQfinish(connection);
  return workbook_close(book);
}
