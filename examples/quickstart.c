/* A cafe's till: what a basket costs and why, then the same booked.
 *   cc quickstart.c $(pkg-config --cflags --libs patron) */
#define PATRON_UNSTABLE /* for why a rule did nothing */
#include <patron/patron.h>
#include <stdio.h>
#include <stdlib.h>

#define S(text) (int)(text).size, (text).data

static const char cafe[] =
    "{program: cafe, version: '1', valid_from: 2026-01-01, currency: EUR,\n"
    " points: [{id: bean}],\n"
    " selections: [{id: coffee, where: 'line.category == \"coffee\"'}],\n"
    " rules: [\n"
    "  {id: two-cups, text: 10% off coffee, when: 'quantity(\"coffee\") >= 2',\n"
    "   then: [{percent_off: {rate: 10%, of: coffee}}]},\n"
    "  {id: big-basket, when: 'basket.total >= money(\"20.00 EUR\")',\n"
    "   then: [{amount_off: {amount: 2.00}}]},\n"
    "  {id: beans, text: a bean for each euro,\n"
    "   then: [{earn_points: {currency: bean, points: 1, per: 1.00}}]}]}\n";

static void must(patron_status status, patron_error** error) {
  if (status == PATRON_OK) return;
  fprintf(stderr, "%.*s\n", S(patron_error_message(*error)));
  exit(1);
}
