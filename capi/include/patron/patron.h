/* Patron for every language: what a purchase costs and earns, decided in the
 * till's own process.
 *
 *   patron_program_compile(NULL, PATRON_FORMAT_YAML, source, &program, &error);
 *   patron_engine_open(&options, &engine, &error);       store "sqlite:shop.db"
 *   patron_engine_activate(engine, program, &error);
 *   patron_basket_create(program, &basket, &error);      once, then reused
 *   patron_result_create(&result, &error);
 *
 *   patron_basket_begin(basket, &event, &error);         for each customer
 *   patron_basket_lines(basket, lines, count, sizeof(patron_line), &error);
 *   patron_quote(engine, basket, result, &error);        leaves no trace
 *   patron_commit(engine, basket, patron_result_fingerprint(result), ...);
 *
 * examples/quickstart.c is these lines as a program; docs/c_api.md is the page
 * for whoever writes a binding. What holds for every function:
 *
 * Threads. Each function says with one word who may call it:
 *   Thread: any        at the same time as any other call on the handle
 *   Thread: exclusive  one call at a time on the handle that is not const
 * Parameters that are const handles may always be shared. Different handles
 * never disturb each other, and a handle may move between threads.
 *
 * Errors. PATRON_OK is 0; every other status is a failure, an unknown one too.
 * `error` comes last and may be NULL; it is set to NULL on success and, on
 * failure, to an object that the caller destroys. It stays NULL only where no
 * memory is left for it. What failed has changed nothing. No exception leaves
 * Patron, and it never ends the process.
 *
 * Memory. A handle is destroyed by its own function, which takes NULL too; an
 * out-handle is set to NULL before any work. Strings that go in are copied;
 * strings that come out are not NUL-terminated, belong to the handle they came
 * from, and last until it is changed or destroyed. Results and blobs survive
 * the engine they came from.
 *
 * Structs. Set struct_size to sizeof the struct and everything unused to 0. An
 * array is handed over with stride = sizeof its element. So programs built with
 * an older header run with a newer library: what they do not know has its
 * default. What a library does not know yet must be 0, else the call is
 * UNIMPLEMENTED. Into a struct that is longer than the library's, it writes 0.
 *
 * Units. Money is int64 in minor units (cents) of an ISO 4217 currency by its
 * number (978 is EUR). Points are int64 in the smallest unit of their currency.
 * Quantities are thousandths. Time is int64 microseconds since 1970 UTC and
 * always comes in: Patron has no clock. Text is UTF-8.
 *
 * C99 to C17 and C++11 to C++20; needs <stddef.h> and <stdint.h>, no more. What
 * stands under PATRON_UNSTABLE may change with every version.
 */
#ifndef PATRON_PATRON_H_
#define PATRON_PATRON_H_

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define PATRON_API
#else
#define PATRON_API __attribute__((visibility("default")))
#endif

/* No exception ever leaves Patron. */
#if defined(__cplusplus)
#define PATRON_NOEXCEPT noexcept
extern "C" {
#else
#define PATRON_NOEXCEPT
#endif

/* ---- Version ---- */

/* The interface that this header describes. */
#define PATRON_ABI_MAJOR 0
#define PATRON_ABI_MINOR 1

/* The interface of the library that is loaded, major << 16 | minor. A binding
 * asks once: its own major must be equal, its own minor not larger.
 * Thread: any. Since: 0.1 */
PATRON_API uint32_t patron_abi_version(void) PATRON_NOEXCEPT;

/* The library's version for people, "0.1.0", NUL-terminated, static.
 * Thread: any. Since: 0.1 */
PATRON_API const char* patron_version(void) PATRON_NOEXCEPT;

/* ---- Text and bytes ---- */

/* UTF-8 text, borrowed, not NUL-terminated. {NULL, 0} is the empty text.
 * Since: 0.1 */
typedef struct patron_str {
  const char* data;
  size_t size;
} patron_str;

/* Any bytes, borrowed. Since: 0.1 */
typedef struct patron_bytes {
  const uint8_t* data;
  size_t size;
} patron_bytes;

/* A patron_str of a string literal: PATRON_STR("till-1"). */
#if defined(__cplusplus)
#define PATRON_STR(literal) (patron_str{"" literal, sizeof(literal) - 1})
#else
#define PATRON_STR(literal) ((patron_str){"" literal, sizeof(literal) - 1})
#endif

/* ---- Errors ---- */

/* How a call ended. Numbers are never changed or used again. Since: 0.1 */
typedef int32_t patron_status;

enum {
  PATRON_OK = 0,
  PATRON_UNKNOWN = 2,             /* none of the others */
  PATRON_INVALID_ARGUMENT = 3,    /* the caller's to mend */
  PATRON_NOT_FOUND = 5,           /* no such member, order, file */
  PATRON_ALREADY_EXISTS = 6,      /* this event id had other content */
  PATRON_RESOURCE_EXHAUSTED = 8,  /* memory, disk or a limit */
  PATRON_FAILED_PRECONDITION = 9, /* not in this state */
  PATRON_ABORTED = 10,            /* the quote no longer holds, or: try again */
  PATRON_OUT_OF_RANGE = 11,       /* a sum or an index is too large */
  PATRON_UNIMPLEMENTED = 12,      /* a newer Patron may */
  PATRON_INTERNAL = 13,           /* Patron's fault */
  PATRON_UNAVAILABLE = 14,        /* the store cannot be used now */
  PATRON_DATA_LOSS = 15           /* the store's content is damaged */
};

/* The name of a status, "INVALID_ARGUMENT", NUL-terminated, static; "UNKNOWN"
 * for a number that is not above.
 * Thread: any. Since: 0.1 */
PATRON_API const char* patron_status_name(patron_status status) PATRON_NOEXCEPT;

/* Why exactly, for programs. Numbers are never changed or used again; new ones
 * come. Since: 0.1 */
enum {
  PATRON_REASON_NONE = 0,
  /* Numbers and time. */
  PATRON_REASON_OVERFLOW = 100,
  PATRON_REASON_BAD_NUMBER = 101,
  PATRON_REASON_TOO_MANY_DECIMALS = 102,
  PATRON_REASON_UNKNOWN_CURRENCY = 103,
  PATRON_REASON_CURRENCY_MISMATCH = 104,
  PATRON_REASON_BAD_DATE = 105,
  PATRON_REASON_UNKNOWN_ZONE = 106,
  PATRON_REASON_DIVISION_BY_ZERO = 107,
  /* Text of programs and events. */
  PATRON_REASON_SYNTAX = 200,
  PATRON_REASON_UNKNOWN_FIELD = 201,
  PATRON_REASON_WRONG_TYPE = 202,
  PATRON_REASON_MISSING_FIELD = 203,
  PATRON_REASON_DUPLICATE_KEY = 204,
  PATRON_REASON_SECOND_DOCUMENT = 205,
  PATRON_REASON_NOT_UTF8 = 206,
  PATRON_REASON_TOO_DEEP = 207,
  PATRON_REASON_TOO_LARGE = 208,
  PATRON_REASON_UNKNOWN_NAME = 209,
  PATRON_REASON_DUPLICATE_ID = 210,
  PATRON_REASON_CYCLE = 211,
  PATRON_REASON_BAD_VALUE = 212,
  PATRON_REASON_ALIAS = 213,
  PATRON_REASON_MORE_ERRORS = 214,
  /* Expressions. */
  PATRON_REASON_EXPRESSION_SYNTAX = 300,
  PATRON_REASON_EXPRESSION_TYPE = 301,
  PATRON_REASON_UNKNOWN_FACT = 302,
  PATRON_REASON_UNKNOWN_FUNCTION = 303,
  PATRON_REASON_EXPRESSION_TOO_LARGE = 304,
  PATRON_REASON_EXPRESSION_BUDGET = 305,
  PATRON_REASON_EXPRESSION_FAILED = 306,
  /* Events and decisions. */
  PATRON_REASON_NEGATIVE_PRICE = 400,
  PATRON_REASON_BAD_QUANTITY = 401,
  PATRON_REASON_DUPLICATE_LINE = 402,
  PATRON_REASON_NO_LINES = 403,
  PATRON_REASON_UNKNOWN_ATTRIBUTE = 404,
  PATRON_REASON_NO_PROGRAM = 405,
  PATRON_REASON_QUOTE_CHANGED = 406,
  PATRON_REASON_REWARD_NOT_GIVEN = 407,
  /* Ledger and store. */
  PATRON_REASON_OTHER_CONTENT = 500,
  PATRON_REASON_RETURN_WITHOUT_PURCHASE = 501,
  PATRON_REASON_RETURN_TOO_MANY = 502,
  PATRON_REASON_ARRIVAL_TOO_EARLY = 503,
  PATRON_REASON_CONFLICT = 504,
  PATRON_REASON_NEWER_SCHEMA = 505,
  PATRON_REASON_NOT_A_DATABASE = 506,
  PATRON_REASON_STORE_FAILED = 507,
  PATRON_REASON_READ_ONLY = 508,
  PATRON_REASON_DISK_FULL = 509,
  PATRON_REASON_OTHER_PROGRAM = 510,
  PATRON_REASON_UNKNOWN_ORDER = 511,
  PATRON_REASON_UNKNOWN_MEMBER = 512,
  PATRON_REASON_CORRUPT = 513,
  PATRON_REASON_INSUFFICIENT_POINTS = 514,
  PATRON_REASON_ORDER_NOT_WHOLE = 525,
  PATRON_REASON_FULFILMENT_TOO_MANY = 535,
  PATRON_REASON_OTHER_MODEL = 545,
  PATRON_REASON_HOLD_OVER = 555,
  PATRON_REASON_UNKNOWN_HOLD = 556,
  PATRON_REASON_OTHER_HOUSEHOLD = 565,
  PATRON_REASON_HOUSEHOLD_FULL = 566,
  /* Files. */
  PATRON_REASON_MISSING_COLUMN = 600,
  PATRON_REASON_BAD_CSV = 601,
  PATRON_REASON_LINE_TOO_LONG = 602,
  PATRON_REASON_UNREADABLE = 603,
  /* This interface. */
  PATRON_REASON_NULL_ARGUMENT = 700,
  PATRON_REASON_BAD_STRUCT = 701,
  PATRON_REASON_OUT_OF_MEMORY = 702,
  PATRON_REASON_INTERNAL = 703,
  PATRON_REASON_UNIMPLEMENTED = 704,
  PATRON_REASON_NOT_BEGUN = 705,
  PATRON_REASON_OUT_OF_BOUNDS = 706,
  PATRON_REASON_CALLBACK_FAILED = 707,
  PATRON_REASON_REENTERED = 708
};

/* What went wrong. Never changes; one owner. Since: 0.1 */
typedef struct patron_error patron_error;

/* Where in a program. Lines and columns count from 1, columns in characters;
 * 0 is not known. Since: 0.1 */
typedef struct patron_location {
  uint32_t struct_size;
  uint32_t line;
  uint32_t column;
  uint32_t reserved;
  patron_str rule;    /* the rule's id, where it is about one */
  patron_str path;    /* "rules[2].then[0].percent_off.rate" */
  patron_str excerpt; /* the line of an expression with a caret below */
} patron_location;

/* The status that the call returned; PATRON_OK for a warning further down the
 * chain, and for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_error_status(const patron_error* error)
    PATRON_NOEXCEPT;

/* The reason, PATRON_REASON_...; 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API uint32_t patron_error_reason(const patron_error* error)
    PATRON_NOEXCEPT;

/* For people: what is wrong, where, and how to mend it. Of a finding in a
 * program it is the whole text as a terminal shows it, over several lines:
 * "program:7:5: error: ... (rules[2].when)", the line in question and a mark
 * below it. Who has patron_error_location shown already needs no second one.
 * May change with every version. Lasts as long as the error.
 * Thread: any. Since: 0.1 */
PATRON_API patron_str patron_error_message(const patron_error* error)
    PATRON_NOEXCEPT;

/* Where it went wrong, all zero and empty where nobody knows. Its texts last as
 * long as the error.
 * Errors: INVALID_ARGUMENT (NULL; struct_size).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_error_location(
    const patron_error* error, patron_location* out) PATRON_NOEXCEPT;

/* The next thing wrong, or NULL: a program is checked whole, and each finding
 * is one link, errors first. It belongs to the first error.
 * Thread: any. Since: 0.1 */
PATRON_API const patron_error* patron_error_next(const patron_error* error)
    PATRON_NOEXCEPT;

/* Destroys an error with all that follow it.
 * Thread: exclusive. Since: 0.1 */
PATRON_API void patron_error_destroy(patron_error* error) PATRON_NOEXCEPT;

/* ---- Programs ---- */

/* What a host adds to the language of programs: functions of its own.
 * Since: 0.1 */
typedef struct patron_environment patron_environment;

/* A shop's rules, checked and compiled. Never changes; counts its owners.
 * Since: 0.1 */
typedef struct patron_program patron_program;

/* How a source is written. Since: 0.1 */
enum {
  PATRON_FORMAT_YAML = 1,
  PATRON_FORMAT_JSON = 2,
  PATRON_FORMAT_BYTES = 3 /* protobuf, patron.v1 */
};

/* Checks a program and compiles it, with the system's tables of the time zones
 * that it names. `environment` has the functions that the program may call; it
 * may be NULL, and the program keeps of it what it needs. On failure `error` is
 * a chain with everything that is wrong, each with its place. The caller owns
 * `out` and releases it.
 * Errors: INVALID_ARGUMENT (the program is wrong), RESOURCE_EXHAUSTED (it is
 * too large), UNIMPLEMENTED (another format).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_program_compile(
    const patron_environment* environment, uint32_t format, patron_bytes source,
    patron_program** out, patron_error** error) PATRON_NOEXCEPT;

/* One more owner; gives back `program`, and NULL for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API patron_program* patron_program_retain(patron_program* program)
    PATRON_NOEXCEPT;

/* One owner less; the last one destroys it.
 * Thread: any. Since: 0.1 */
PATRON_API void patron_program_release(patron_program* program) PATRON_NOEXCEPT;

/* Of the program and its zone tables: 64 hexadecimal digits that two devices
 * can compare. Lasts as long as the program; empty for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API patron_str patron_program_fingerprint(const patron_program* program)
    PATRON_NOEXCEPT;

/* The number by which this program's baskets take an attribute that it
 * declares: "line.roast", "basket.table", "event.weather". Ask once, not per
 * basket.
 * Errors: INVALID_ARGUMENT (UNKNOWN_ATTRIBUTE; the message has a near name).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_program_slot(const patron_program* program, patron_str attribute,
                    uint32_t* out, patron_error** error) PATRON_NOEXCEPT;

/* ---- The engine ---- */

/* Programs in force and a store. Locks inside. Since: 0.1 */
typedef struct patron_engine patron_engine;

/* Flags of patron_engine_options. Since: 0.1 */
enum {
  PATRON_ENGINE_READ_ONLY = 1, /* quotes only; commits fail */
  PATRON_ENGINE_MUST_EXIST = 2 /* do not create the database */
};

/* Since: 0.1 */
typedef struct patron_engine_options {
  uint32_t struct_size;
  uint32_t flags;
  patron_str store;        /* "memory", or "sqlite:" and a path */
  int32_t busy_timeout_ms; /* wait for other processes; 0: five seconds */
  uint32_t reserved;
  const patron_environment* environment; /* of its programs; NULL: none */
} patron_engine_options;

/* Opens a store with the programs that it remembers, which are compiled with
 * the functions of the environment. The caller owns `out` and closes it.
 * Errors: INVALID_ARGUMENT (no such kind of store; not a database;
 * UNKNOWN_FUNCTION: the environment lacks what a program calls), NOT_FOUND,
 * FAILED_PRECONDITION (read only; written by a newer Patron), UNAVAILABLE,
 * DATA_LOSS, UNIMPLEMENTED (an unknown flag).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_engine_open(const patron_engine_options* options, patron_engine** out,
                   patron_error** error) PATRON_NOEXCEPT;

/* Closes the store and destroys the engine. No other call on it may be running.
 * Thread: exclusive. Since: 0.1 */
PATRON_API void patron_engine_close(patron_engine* engine) PATRON_NOEXCEPT;

/* Puts a program into force from its valid_from on, and remembers it. The same
 * program again changes nothing. The engine keeps the program.
 * Errors: FAILED_PRECONDITION (OTHER_PROGRAM: this version had other content,
 * or the store is another program's), INVALID_ARGUMENT (UNKNOWN_FUNCTION: it
 * calls a function that the engine's own environment lacks), and the store's.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_engine_activate(patron_engine* engine, const patron_program* program,
                       patron_error** error) PATRON_NOEXCEPT;

/* ---- Baskets ---- */

/* What is being bought. Reused: a purchase no larger than the one before needs
 * no memory. Since: 0.1 */
typedef struct patron_basket patron_basket;

/* The purchase itself. (source, id) is its key: tills number from 1.
 * Since: 0.1 */
typedef struct patron_event {
  uint32_t struct_size;
  uint32_t currency; /* ISO 4217 number; 0: the program's */
  patron_str source; /* the till */
  patron_str id;     /* its number there */
  patron_str member; /* empty: nobody known */
  patron_str store;  /* empty: none of the program's stores */
  int64_t time_us;
  int64_t arrival_us; /* when it reached Patron; 0: time_us */
} patron_event;

/* What a line is about; only a sale must not be negative. Since: 0.1 */
enum {
  PATRON_LINE_SALE = 1, /* 0 is a sale too */
  PATRON_LINE_DEPOSIT = 2,
  PATRON_LINE_FEE = 3,
  PATRON_LINE_GIFT_CARD = 4,
  PATRON_LINE_DELIVERY = 5,
  PATRON_LINE_DONATION = 6,
  PATRON_LINE_TRADE_IN = 7
};

/* What a quantity counts. Since: 0.1 */
enum {
  PATRON_QUANTITY_PIECES = 0,
  PATRON_QUANTITY_WEIGHT = 1 /* kilograms; such a line is one unit */
};

/* Flags of patron_line. Since: 0.1 */
enum {
  PATRON_LINE_ON_SALE = 1,          /* already reduced */
  PATRON_LINE_NOT_DISCOUNTABLE = 2, /* takes no part in discounts */
  PATRON_LINE_EARNS_NOTHING = 4,
  PATRON_LINE_HAS_UNIT_PRICE = 8 /* unit_price_micros counts */
};

/* One line, as the till has it. Array element. Since: 0.1 */
typedef struct patron_line {
  patron_str id;     /* unique in the basket; empty: its number, from 1 */
  patron_str parent; /* the id of the line that this one modifies, or empty */
  patron_str sku;
  patron_str category;
  patron_str name;
  uint32_t kind;             /* PATRON_LINE_... */
  uint32_t quantity_kind;    /* PATRON_QUANTITY_... */
  int64_t quantity_milli;    /* 1000 is one piece, or one kilogram */
  int64_t amount_minor;      /* for all of it, before Patron's discounts */
  int64_t unit_price_micros; /* millionths of the major unit, for display */
  uint32_t flags;
  uint32_t reserved;
} patron_line;

/* A basket for a program's attributes; it keeps the program. The caller owns
 * `out` and destroys it.
 * Errors: INVALID_ARGUMENT (NULL).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_basket_create(const patron_program* program, patron_basket** out,
                     patron_error** error) PATRON_NOEXCEPT;

/* Begins a new purchase and forgets the one before.
 * Errors: INVALID_ARGUMENT (UNKNOWN_CURRENCY, NOT_UTF8, ...), after which no
 * purchase has begun.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status
patron_basket_begin(patron_basket* basket, const patron_event* event,
                    patron_error** error) PATRON_NOEXCEPT;

/* Adds `count` lines, or none where one of them is wrong. What a rule should
 * never see (a negative sale, quantity 0) is refused by quote and commit.
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT, RESOURCE_EXHAUSTED
 * (over 20,000 lines), UNIMPLEMENTED (an unknown kind or flag).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_basket_lines(
    patron_basket* basket, const patron_line* lines, size_t count,
    size_t stride, patron_error** error) PATRON_NOEXCEPT;

/* Sets an attribute of the basket or the event: a bool (0 or 1), an int, money
 * (minor units of the event's currency) or an instant.
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT (UNKNOWN_ATTRIBUTE:
 * no such slot; WRONG_TYPE: it takes text, or belongs to lines).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status
patron_basket_set_i64(patron_basket* basket, uint32_t slot, int64_t value,
                      patron_error** error) PATRON_NOEXCEPT;

/* Sets an attribute of the basket or the event: a string as it is, a quantity
 * ("1.25 kg"), a rate ("10%") or a date ("2026-01-31").
 * Errors: as patron_basket_set_i64, and what is wrong with the text.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status
patron_basket_set_str(patron_basket* basket, uint32_t slot, patron_str value,
                      patron_error** error) PATRON_NOEXCEPT;

/* As patron_basket_set_i64, for an attribute of a line; `line` counts from 0.
 * Errors: also OUT_OF_RANGE (no such line).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status
patron_basket_set_line_i64(patron_basket* basket, uint32_t line, uint32_t slot,
                           int64_t value, patron_error** error) PATRON_NOEXCEPT;

/* As patron_basket_set_str, for an attribute of a line; `line` counts from 0.
 * Errors: also OUT_OF_RANGE (no such line).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_basket_set_line_str(
    patron_basket* basket, uint32_t line, uint32_t slot, patron_str value,
    patron_error** error) PATRON_NOEXCEPT;

/* Thread: exclusive. Since: 0.1 */
PATRON_API void patron_basket_destroy(patron_basket* basket) PATRON_NOEXCEPT;

/* ---- Results ---- */

/* What Patron answered. Reused: each quote or commit fills it anew. After a
 * failure it is empty. Since: 0.1 */
typedef struct patron_result patron_result;

/* What an effect does. Since: 0.1 */
enum {
  PATRON_EFFECT_PERCENT_OFF = 1,
  PATRON_EFFECT_AMOUNT_OFF = 2,
  PATRON_EFFECT_EARN_POINTS = 3,
  PATRON_EFFECT_MULTIPLY_POINTS = 4,
  PATRON_EFFECT_FIXED_PRICE = 5,
  PATRON_EFFECT_CHEAPEST_OFF = 6,
  PATRON_EFFECT_BUY_GET = 7,
  PATRON_EFFECT_STAMP_CARD = 8,
  PATRON_EFFECT_BUNDLE_PRICE = 9,
  PATRON_EFFECT_BRACKET_OFF = 10,
  PATRON_EFFECT_DELIVERY_OFF = 11,
  PATRON_EFFECT_UNIT_POINTS = 12,
  PATRON_EFFECT_FIXED_POINTS = 13,
  PATRON_EFFECT_BRACKET_POINTS = 14,
  PATRON_EFFECT_GIFT = 15,
  PATRON_EFFECT_MESSAGE = 16,   /* the message is the effect's text */
  PATRON_EFFECT_CUSTOM = 17,    /* its name is the effect's text */
  PATRON_EFFECT_PRICE_LIST = 18 /* the rule is then a price list */
};

/* One effect of a rule that fired, in the order in which they applied. Array
 * element; its texts last until the result is filled again. Since: 0.1 */
typedef struct patron_effect {
  patron_str rule;            /* its id */
  patron_str text;            /* what the customer reads */
  patron_str points_currency; /* empty for money */
  uint32_t kind;              /* PATRON_EFFECT_... */
  uint32_t index;             /* which of the rule's effects, from 0 */
  int64_t base_minor;         /* what it was computed on */
  int64_t amount_minor;       /* money off; 0 for points */
  int64_t points;             /* earned; 0 for money */
  int64_t rate_billionths;    /* 10% is 100,000,000; 0 where there is none */
} patron_effect;

/* What a receipt prints of a line, in the basket's order. Array element; its
 * text lasts until the result is filled again. Since: 0.1 */
typedef struct patron_line_result {
  patron_str id;
  int64_t list_minor;
  int64_t discount_minor; /* not negative: list - discount = pay */
  int64_t pay_minor;
} patron_line_result;

/* Flags of patron_totals. Since: 0.1 */
enum {
  PATRON_RESULT_DUPLICATE = 1,   /* committed before; the first answer again */
  PATRON_RESULT_RULES_FAILED = 2 /* a rule could not be evaluated */
};

/* Since: 0.1 */
typedef struct patron_totals {
  uint32_t struct_size;
  uint32_t currency; /* ISO 4217 number */
  int64_t list_minor;
  int64_t discount_minor;
  int64_t pay_minor;
  uint32_t flags;
  uint32_t reserved;
} patron_totals;

/* The caller owns `out` and destroys it.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_result_create(patron_result** out, patron_error** error) PATRON_NOEXCEPT;

/* 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_effect_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` effects from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_effects(const patron_result* result,
                                               size_t first, patron_effect* out,
                                               size_t count,
                                               size_t stride) PATRON_NOEXCEPT;

/* 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_line_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` lines from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_lines(const patron_result* result,
                                             size_t first,
                                             patron_line_result* out,
                                             size_t count,
                                             size_t stride) PATRON_NOEXCEPT;

/* What is to pay in all.
 * Errors: INVALID_ARGUMENT (NULL; struct_size).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_totals(
    const patron_result* result, patron_totals* out) PATRON_NOEXCEPT;

/* Points of a currency that the purchase earns; 0 for one that it does not.
 * Thread: any. Since: 0.1 */
PATRON_API int64_t patron_result_points(const patron_result* result,
                                        patron_str currency) PATRON_NOEXCEPT;

/* Of the program, the event and the decision, not of the facts that were read:
 * 64 hexadecimal digits, empty for an empty result. Lasts until the result is
 * filled again.
 * Thread: any. Since: 0.1 */
PATRON_API patron_str patron_result_fingerprint(const patron_result* result)
    PATRON_NOEXCEPT;

/* Thread: exclusive. Since: 0.1 */
PATRON_API void patron_result_destroy(patron_result* result) PATRON_NOEXCEPT;

/* ---- Deciding ---- */

/* What this basket would cost and earn now. Leaves no trace.
 * Errors: INVALID_ARGUMENT (something that no rule should see: reason and
 * message say what), FAILED_PRECONDITION (NOT_BEGUN, NO_PROGRAM,
 * ARRIVAL_TOO_EARLY), OUT_OF_RANGE (a sum does not fit), and the store's.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_quote(const patron_engine* engine,
                                      const patron_basket* basket,
                                      patron_result* result,
                                      patron_error** error) PATRON_NOEXCEPT;

/* Books the purchase. The same event again with the same content gives the
 * first answer again, so a till may repeat what it got no answer to.
 * `expected` is the fingerprint of the quote that the customer agreed to, or
 * empty: where the decision is no longer that one, nothing is booked and the
 * status is ABORTED (QUOTE_CHANGED) with the new decision in `result`.
 * Errors: as patron_quote; ALREADY_EXISTS (OTHER_CONTENT: this key was used for
 * something else), RESOURCE_EXHAUSTED (DISK_FULL).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_commit(patron_engine* engine,
                                       const patron_basket* basket,
                                       patron_str expected,
                                       patron_result* result,
                                       patron_error** error) PATRON_NOEXCEPT;

/* ---- Not yet settled ---- */

#if defined(PATRON_UNSTABLE)

/* Sets the rate of the tax on a line (19% is 190,000,000); `line` counts from
 * 0. Of a line without one no tax is told.
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT (NULL),
 * OUT_OF_RANGE (no such line); a rate that cannot be is refused by quote and
 * commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_basket_set_line_tax_rate(
    patron_basket* basket, uint32_t line, int64_t rate_billionths,
    patron_error** error) PATRON_NOEXCEPT;

/* Sets what no discount takes a line below, in minor units; `line` counts from
 * 0.
 * Errors: as patron_basket_set_line_tax_rate.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_basket_set_line_floor(
    patron_basket* basket, uint32_t line, int64_t floor_minor,
    patron_error** error) PATRON_NOEXCEPT;

/* How a basket is paid. Since: 0.1 */
enum {
  PATRON_TENDER_CASH = 1, /* 0 is refused */
  PATRON_TENDER_CARD = 2,
  PATRON_TENDER_GIFT_CARD = 3,
  PATRON_TENDER_PROMOTIONAL = 4, /* value that was given, not bought */
  PATRON_TENDER_OTHER = 5,
  PATRON_TENDER_POINTS = 6 /* points taken as money; needs a member */
};

/* A payment. Array element. Since: 0.1 */
typedef struct patron_tender {
  patron_str id; /* the till's own, such as a terminal's receipt, or empty */
  int64_t amount_minor; /* of points 0: what they are worth is computed */
  uint32_t kind;        /* PATRON_TENDER_... */
  uint32_t reserved;
  /* Of PATRON_TENDER_POINTS; of others empty and 0. */
  patron_str points_currency; /* the id of a points currency that pays */
  int64_t points;             /* in its smallest units, above 0 */
} patron_tender;

/* Adds `count` payments, or none where one of them is wrong. A basket without
 * any is not paid yet. Points that are more than the member has are refused by
 * quote and commit as FAILED_PRECONDITION (INSUFFICIENT_POINTS).
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT, RESOURCE_EXHAUSTED
 * (over 100 payments), UNIMPLEMENTED (an unknown kind).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_basket_tenders(
    patron_basket* basket, const patron_tender* tenders, size_t count,
    size_t stride, patron_error** error) PATRON_NOEXCEPT;

/* Whether the goods of a line follow later: a fulfilment says when they do.
 * `line` counts from 0. Not at first.
 * Errors: as patron_basket_set_line_tax_rate; goods that cannot follow are
 * refused by quote and commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status
patron_basket_set_line_later(patron_basket* basket, uint32_t line, uint32_t yes,
                             patron_error** error) PATRON_NOEXCEPT;

/* A reward that a basket takes, each once. Array element. Since: 0.1 */
typedef struct patron_basket_reward {
  patron_str id; /* of a reward of the program */
  int64_t count; /* how often; 0: once */
  int64_t price; /* which of its prices, from 1; 0: the only one */
} patron_basket_reward;

/* Adds `count` rewards, or none where one of them is wrong. One that the
 * program does not have, or that cannot be given, is refused by quote and
 * commit (REWARD_NOT_GIVEN, INSUFFICIENT_POINTS), and nothing is booked.
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT, RESOURCE_EXHAUSTED
 * (over 100 rewards).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_basket_rewards(
    patron_basket* basket, const patron_basket_reward* rewards, size_t count,
    size_t stride, patron_error** error) PATRON_NOEXCEPT;

/* Units that come back. Array element. Since: 0.1 */
typedef struct patron_return_line {
  patron_str id;             /* unique in the return; empty: its number */
  patron_str order_line;     /* with a receipt: the id of the order's line */
  patron_str sku;            /* without one: the article ... */
  int64_t unit_price_micros; /* ... and its price, in millionths */
  int64_t units;             /* a weighed line is one */
} patron_return_line;

/* Makes the purchase an exchange: these units come back for it, in one event.
 * `order_source` and `order_id` are as in patron_return. Quote and commit then
 * decide both; read patron_result_exchange.
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT (BAD_VALUE: the
 * basket is one to hold), RESOURCE_EXHAUSTED (over 20,000 lines); those of
 * patron_return come from quote and commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_basket_exchange(
    patron_basket* basket, patron_str order_source, patron_str order_id,
    const patron_return_line* lines, size_t count, size_t stride,
    patron_error** error) PATRON_NOEXCEPT;

/* Makes the purchase a hold: what the basket takes (points, limits, budgets,
 * stock) is kept back until then, and nothing is bought. Commit it, and let the
 * purchase consume it.
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT (BAD_VALUE: the
 * basket is an exchange); an instant that cannot be is refused by quote and
 * commit (BAD_DATE, HOLD_OVER).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status
patron_basket_hold(patron_basket* basket, int64_t until_us,
                   patron_error** error) PATRON_NOEXCEPT;

/* Says which hold the basket consumes: what that kept back is free for it.
 * Errors: FAILED_PRECONDITION (NOT_BEGUN), INVALID_ARGUMENT; of a hold that is
 * over, or never was, from quote and commit (HOLD_OVER, UNKNOWN_HOLD).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status
patron_basket_consume(patron_basket* basket, patron_str hold_source,
                      patron_str hold_id, patron_error** error) PATRON_NOEXCEPT;

/* A reward that the basket took. Array element; its texts last until the result
 * is filled again. Since: 0.1 */
typedef struct patron_reward_taken {
  patron_str reward; /* its id; what it gives are the effects of that rule */
  patron_str text;   /* what the customer reads */
  patron_str points_currency;
  patron_str lost_to; /* the rule that won in its group: it is not given then,
                         and costs nothing */
  int64_t count;
  int64_t price;        /* which of its prices, from 1 */
  int64_t points;       /* in all */
  int64_t amount_minor; /* money off */
} patron_reward_taken;

/* 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_reward_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` of them from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_rewards(const patron_result* result,
                                               size_t first,
                                               patron_reward_taken* out,
                                               size_t count,
                                               size_t stride) PATRON_NOEXCEPT;

/* A reward that the basket does not take. With `times` above 0 it could, at
 * this price, which is the first within reach; else it is told what is missing.
 * Array element; its texts last until the result is filled again. Since: 0.1 */
typedef struct patron_reward_offer {
  patron_str reward; /* its id */
  patron_str text;   /* what the customer reads */
  patron_str points_currency;
  patron_str why;    /* what is missing besides points, readable */
  int64_t price;     /* which of its prices, from 1 */
  int64_t points;    /* of one */
  int64_t pay_minor; /* that its unit costs then */
  int64_t times;
  int64_t missing; /* points to go */
} patron_reward_offer;

/* 0 for NULL, without a member, and where reasons were not wanted
 * (patron_result_want_reasons).
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_offer_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` offers from number `first` on to `out`, in the program's
 * order.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_offers(const patron_result* result,
                                              size_t first,
                                              patron_reward_offer* out,
                                              size_t count,
                                              size_t stride) PATRON_NOEXCEPT;

/* How the goods of an exchange pay for each other, points apart; one of the
 * first two is 0. Since: 0.1 */
typedef struct patron_exchange {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t to_pay_minor;
  int64_t to_give_back_minor;
  int64_t tendered_minor;    /* the payments of the new basket */
  int64_t left_to_pay_minor; /* after those */
} patron_exchange;

/* All 0 where nothing was exchanged.
 * Errors: INVALID_ARGUMENT (NULL; struct_size).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_exchange(
    const patron_result* result, patron_exchange* out) PATRON_NOEXCEPT;

/* Points of a currency that the hold keeps back; 0 where it is none.
 * Thread: any. Since: 0.1 */
PATRON_API int64_t patron_result_held(const patron_result* result,
                                      patron_str currency) PATRON_NOEXCEPT;

/* Points of a currency that came back as a hold was consumed or cancelled.
 * Thread: any. Since: 0.1 */
PATRON_API int64_t patron_result_released(const patron_result* result,
                                          patron_str currency) PATRON_NOEXCEPT;

/* All lines of one tax rate. Array element. Since: 0.1 */
typedef struct patron_tax {
  int64_t rate_billionths;
  int64_t net_minor;
  int64_t tax_minor;
  int64_t gross_minor;
} patron_tax;

/* Tax in all: in what is to pay. 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API int64_t patron_result_tax_minor(const patron_result* result)
    PATRON_NOEXCEPT;

/* 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_tax_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` tax rates, ascending, from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_taxes(const patron_result* result,
                                             size_t first, patron_tax* out,
                                             size_t count,
                                             size_t stride) PATRON_NOEXCEPT;

/* Products that go along for nothing. Array element; its texts last until the
 * result is filled again. Since: 0.1 */
typedef struct patron_gift {
  patron_str rule; /* its id */
  patron_str text; /* what the customer reads */
  patron_str sku;
  int64_t count;
} patron_gift;

/* 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_gift_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` gifts from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_gifts(const patron_result* result,
                                             size_t first, patron_gift* out,
                                             size_t count,
                                             size_t stride) PATRON_NOEXCEPT;

/* Text or bytes that Patron made, without limit of size. Since: 0.1 */
typedef struct patron_blob patron_blob;

/* Last as long as the blob; empty for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API patron_bytes patron_blob_bytes(const patron_blob* blob)
    PATRON_NOEXCEPT;

/* Thread: exclusive. Since: 0.1 */
PATRON_API void patron_blob_destroy(patron_blob* blob) PATRON_NOEXCEPT;

/* What is dubious about a program that compiled: a chain, or NULL. It belongs
 * to the program.
 * Thread: any. Since: 0.1 */
PATRON_API const patron_error* patron_program_warnings(
    const patron_program* program) PATRON_NOEXCEPT;

/* The types of what programs hand to a host's functions and get back.
 * Since: 0.1 */
enum {
  PATRON_TYPE_BOOL = 1,
  PATRON_TYPE_INT = 2,
  PATRON_TYPE_STRING = 3,
  PATRON_TYPE_MONEY = 4,
  PATRON_TYPE_QUANTITY = 5,
  PATRON_TYPE_RATE = 6,
  PATRON_TYPE_DATE = 7,
  PATRON_TYPE_TIMESTAMP = 8,
  PATRON_TYPE_POINTS = 9,
  PATRON_TYPE_DURATION = 10
};

/* One value. Never grows, so that an array of them needs no stride. What its
 * type does not use is 0. Since: 0.1 */
typedef struct patron_value {
  uint32_t type;   /* PATRON_TYPE_... */
  uint32_t detail; /* money: its ISO 4217 number; quantity: what it counts,
                      PATRON_QUANTITY_...; points: their decimals */
  int64_t number;  /* bool: 0 or 1; money: minor units; quantity: thousandths;
                      rate: billionths; date: days since 1970; timestamp:
                      microseconds since 1970 UTC; points: smallest units;
                      duration: microseconds */
  patron_str text; /* of a string */
} patron_value;

/* The host's code. `arguments` are as many values as there are parameters, of
 * their types; their texts last until it returns. `result` is zero but for its
 * type, which stays; a text in it is copied when the function has returned, so
 * it must last that long (a constant, or memory of the thread's own). Anything
 * but PATRON_OK is a failure: the rule fails, the till goes on, and the number
 * is kept (patron_failed_rule). It must not throw or longjmp; an exception of
 * C++ counts as a failure.
 *
 * It is pure: the same arguments give the same result, today, at a return next
 * year and on every device. It is called on the thread that quotes or commits,
 * under no lock of Patron's, by several threads at once. It may ask Patron
 * something, not commit to the engine that calls it. Since: 0.1 */
typedef patron_status (*patron_function_call)(void* userdata,
                                              const patron_value* arguments,
                                              size_t count,
                                              patron_value* result);

/* Called once, when nothing needs `userdata` any more. Since: 0.1 */
typedef void (*patron_destroy)(void* userdata);

/* Flags of patron_function. Since: 0.1 */
enum {
  PATRON_FUNCTION_MEMBER = 1 /* the first parameter stands before the dot */
};

/* A function of the host's own. Since: 0.1 */
typedef struct patron_function {
  uint32_t struct_size;
  uint32_t flags;
  patron_str name;            /* "shop.distance_km": a dot keeps it apart from
                                 functions that Patron gets later. The word
                                 before it is not one that the language has,
                                 such as "basket" or "math" */
  const uint32_t* parameters; /* PATRON_TYPE_..., at most 16 */
  size_t parameter_count;
  patron_function_call call;
  void* userdata;
  patron_destroy destroy; /* may be NULL */
  uint32_t result;        /* PATRON_TYPE_... */
  uint32_t reserved;
} patron_function;

/* An environment without functions. The caller owns `out` and destroys it.
 * Errors: INVALID_ARGUMENT (NULL).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_environment_create(
    patron_environment** out, patron_error** error) PATRON_NOEXCEPT;

/* Declares a function; several with one name are overloads. Calls of it in
 * programs are checked against its types like those of Patron's own. `destroy`
 * is called once: when this call fails, before it returns; otherwise when the
 * environment is destroyed and no program or engine made with it needs the
 * function. It is not called where `function` is NULL or its struct_size wrong.
 * Errors: INVALID_ARGUMENT (NULL; BAD_VALUE: no name for a function, no call, a
 * member without parameters; DUPLICATE_ID: Patron or the environment has this
 * function), RESOURCE_EXHAUSTED (over 16 parameters or 1,000 functions),
 * UNIMPLEMENTED (an unknown type or flag).
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_environment_add_function(
    patron_environment* environment, const patron_function* function,
    patron_error** error) PATRON_NOEXCEPT;

/* Programs and engines made with it stay as they are.
 * Thread: exclusive. Since: 0.1 */
PATRON_API void patron_environment_destroy(patron_environment* environment)
    PATRON_NOEXCEPT;

/* A rule, or another part of the program, that could not be evaluated. Array
 * element; its texts last until the result is filled again. Since: 0.1 */
typedef struct patron_failed_rule {
  patron_str rule;
  patron_str message;
  uint32_t reason; /* PATRON_REASON_... */
  int32_t code;    /* CALLBACK_FAILED: what the host's function returned; 0
                      where its result or an exception was the failure */
} patron_failed_rule;

/* 0 for NULL.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_failed_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` of them from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_failed(const patron_result* result,
                                              size_t first,
                                              patron_failed_rule* out,
                                              size_t count,
                                              size_t stride) PATRON_NOEXCEPT;

/* Whether quotes and commits into this result also say why the other rules did
 * not fire; that costs time and memory. Not at first.
 * Thread: exclusive. Since: 0.1 */
PATRON_API void patron_result_want_reasons(patron_result* result,
                                           uint32_t yes) PATRON_NOEXCEPT;

/* Why a rule did not fire. Since: 0.1 */
enum {
  PATRON_WHY_NOT_CONDITION = 1,
  PATRON_WHY_NOT_SCHEDULE = 2,
  PATRON_WHY_NOT_LIMIT = 3,
  PATRON_WHY_NOT_NO_MEMBER = 4,
  PATRON_WHY_NOT_NOTHING = 5,
  PATRON_WHY_NOT_LOST = 6,      /* another rule won in their group */
  PATRON_WHY_NOT_EXCLUSIVE = 7, /* an exclusive rule stands alone */
  PATRON_WHY_NOT_BUDGET = 8     /* its budget is used up */
};

/* One part of why a rule did not fire; a rule may have several, one after the
 * other. Array element; its texts last until the result is filled again.
 * Since: 0.1 */
typedef struct patron_why_not {
  patron_str rule;
  patron_str text; /* "basket.total is 46.80 EUR, needs >= 50.00 EUR" */
  uint32_t kind;   /* PATRON_WHY_NOT_... */
  uint32_t reserved;
  patron_str lost_to; /* LOST, EXCLUSIVE: the rule that won ... */
  patron_str group;   /* ... and the group in which it did */
} patron_why_not;

/* 0 for NULL, and where reasons were not wanted.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_why_not_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` of them from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_why_not(const patron_result* result,
                                               size_t first,
                                               patron_why_not* out,
                                               size_t count,
                                               size_t stride) PATRON_NOEXCEPT;

/* All that the result holds, as JSON (patron.v1.Answer): effects with base,
 * rate, rounding and allocation, why-not where wanted, what a return matched.
 * The caller owns `out` and destroys it.
 * Errors: INVALID_ARGUMENT (NULL).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_result_reasons(const patron_result* result, patron_blob** out,
                      patron_error** error) PATRON_NOEXCEPT;

/* What a member has of a points currency. Since: 0.1 */
typedef struct patron_balance {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t available;
  int64_t pending; /* earned, to be spent later */
  int64_t debt;    /* taken back after it was spent */
  int64_t held;    /* kept back by holds */
} patron_balance;

/* The member's balance as this event leaves it; zeros for another currency.
 * Errors: INVALID_ARGUMENT (NULL; struct_size).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_result_balance(const patron_result* result, patron_str currency,
                      patron_balance* out) PATRON_NOEXCEPT;

/* Money to give back for a return; 0 otherwise.
 * Thread: any. Since: 0.1 */
PATRON_API int64_t patron_result_refund_minor(const patron_result* result)
    PATRON_NOEXCEPT;

/* As patron_commit, for an event of any kind in a PATRON_FORMAT_...
 * (patron.v1.Event): a purchase, a return, an adjustment. Convenient rather
 * than fast.
 * Errors: as patron_commit, and what is wrong with the text, as a chain.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_commit_message(
    patron_engine* engine, uint32_t format, patron_bytes event,
    patron_result* result, patron_error** error) PATRON_NOEXCEPT;

/* Books goods that come back. `order_source` and `order_id` name the purchase;
 * both empty is a return without a receipt, which is matched by article and
 * price, newest purchase first. Idempotent as patron_commit is.
 * Errors: NOT_FOUND (UNKNOWN_ORDER), FAILED_PRECONDITION
 * (RETURN_WITHOUT_PURCHASE, RETURN_TOO_MANY), and those of patron_commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_return(
    patron_engine* engine, const patron_event* event, patron_str order_source,
    patron_str order_id, const patron_return_line* lines, size_t count,
    size_t stride, patron_result* result, patron_error** error) PATRON_NOEXCEPT;

/* Points given or taken by hand. Since: 0.1 */
typedef struct patron_adjustment {
  uint32_t struct_size;
  uint32_t reserved;
  patron_str currency; /* the id of a points currency */
  int64_t points;      /* in its smallest units; below 0 they are taken */
  patron_str reason;
  patron_str by; /* who answers for it */
} patron_adjustment;

/* Gives points, or takes them: what expires first goes first. The event names a
 * member who has bought before. Idempotent as patron_commit is; read what is
 * left with patron_result_balance.
 * Errors: NOT_FOUND (UNKNOWN_MEMBER), FAILED_PRECONDITION (INSUFFICIENT_POINTS:
 * nothing was taken), INVALID_ARGUMENT (NULL; struct_size; no points, reason or
 * by; UNKNOWN_NAME: the program has no such currency), and those of
 * patron_commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_adjust(patron_engine* engine,
                                       const patron_event* event,
                                       const patron_adjustment* adjustment,
                                       patron_result* result,
                                       patron_error** error) PATRON_NOEXCEPT;

/* An order undone. Since: 0.1 */
typedef struct patron_voided {
  uint32_t struct_size;
  uint32_t reserved;
  patron_str order_source;
  patron_str order_id;
  patron_str reason;
  patron_str by; /* who answers for it */
} patron_voided;

/* Undoes an order of which nothing has come back, as if it had never been.
 * Idempotent as patron_commit is.
 * Errors: NOT_FOUND (UNKNOWN_ORDER), FAILED_PRECONDITION (ORDER_NOT_WHOLE),
 * INVALID_ARGUMENT (NULL; struct_size; MISSING_FIELD), and those of
 * patron_commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_void(patron_engine* engine,
                                     const patron_event* event,
                                     const patron_voided* voided,
                                     patron_result* result,
                                     patron_error** error) PATRON_NOEXCEPT;

/* Units of a line whose goods followed later: handed over now, or never to be.
 * Array element. Since: 0.1 */
typedef struct patron_fulfilment_line {
  patron_str order_line; /* the id of the order's line, each once */
  int64_t fulfilled;
  int64_t cancelled; /* gives back as a return does */
} patron_fulfilment_line;

/* Hands goods over that an order said would follow, or cancels them. Idempotent
 * as patron_commit is.
 * Errors: NOT_FOUND (UNKNOWN_ORDER), FAILED_PRECONDITION (FULFILMENT_TOO_MANY:
 * fewer units are open), INVALID_ARGUMENT, and those of patron_commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_fulfil(
    patron_engine* engine, const patron_event* event, patron_str order_source,
    patron_str order_id, const patron_fulfilment_line* lines, size_t count,
    size_t stride, patron_result* result, patron_error** error) PATRON_NOEXCEPT;

/* What became of a line. Array element; its text lasts until the result is
 * filled again. Since: 0.1 */
typedef struct patron_fulfilled_line {
  patron_str order_line;
  int64_t fulfilled; /* by this event */
  int64_t cancelled; /* by this event */
  int64_t left;      /* still to be handed over */
} patron_fulfilled_line;

/* 0 for NULL, and where nothing was fulfilled.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_result_fulfilled_count(const patron_result* result)
    PATRON_NOEXCEPT;

/* Writes `count` lines from number `first` on to `out`.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_result_fulfilled(const patron_result* result,
                                                 size_t first,
                                                 patron_fulfilled_line* out,
                                                 size_t count,
                                                 size_t stride) PATRON_NOEXCEPT;

/* Cancels a hold: what it kept back is free again. The event names the hold's
 * member, where it has one. Idempotent as patron_commit is.
 * Errors: NOT_FOUND (UNKNOWN_HOLD), FAILED_PRECONDITION (HOLD_OVER),
 * INVALID_ARGUMENT, and those of patron_commit.
 * Thread: exclusive. Since: 0.1 */
PATRON_API patron_status patron_release(patron_engine* engine,
                                        const patron_event* event,
                                        patron_str hold_source,
                                        patron_str hold_id,
                                        patron_result* result,
                                        patron_error** error) PATRON_NOEXCEPT;

/* What is known of a member. Money in the program's currency. Since: 0.1 */
typedef struct patron_member_view {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t orders;
  int64_t orders_kept; /* of which something was kept */
  int64_t units;
  int64_t spend_minor; /* paid less refunded */
  int64_t returns;
  int64_t refunded_minor;
  int64_t first_order_us; /* 0 where there was none */
  int64_t last_order_us;
} patron_member_view;

/* As of an instant; 0: as of the account's last posting. What an account had
 * before that is not kept.
 * Errors: NOT_FOUND (UNKNOWN_MEMBER), INVALID_ARGUMENT (NULL; struct_size;
 * BAD_DATE: an instant before the last posting), and the store's.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_member_get(
    const patron_engine* engine, patron_str member, int64_t as_of_us,
    patron_member_view* out, patron_error** error) PATRON_NOEXCEPT;

/* With what is due by then applied.
 * Errors: as patron_member_get; INVALID_ARGUMENT (UNKNOWN_NAME: the program has
 * no such currency).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_member_balance(
    const patron_engine* engine, patron_str member, patron_str currency,
    int64_t as_of_us, patron_balance* out,
    patron_error** error) PATRON_NOEXCEPT;

/* What fell due by itself and was applied. Since: 0.1 */
typedef struct patron_end_of_day {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t accounts;    /* that something was due for */
  int64_t activations; /* times that points became available */
  int64_t expiries;    /* times that points lapsed */
} patron_end_of_day;

/* Applies what is due at or before `until_us` for every account. Quotes and
 * commits do so for theirs, so that no result depends on it; one call or thirty
 * come to the same, and one that ended early is made up for by the next. Time
 * goes with the accounts that something is due for.
 * Errors: INVALID_ARGUMENT (NULL; struct_size), and the store's.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_engine_end_of_day(
    patron_engine* engine, int64_t until_us, patron_end_of_day* out,
    patron_error** error) PATRON_NOEXCEPT;

/* What verifying counted. Since: 0.1 */
typedef struct patron_verification {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t accounts;
  int64_t orders;
  int64_t entries;
  int64_t postings;
  int64_t lots;
  int64_t counters;
  int64_t problems; /* 0 is what it should be */
} patron_verification;

/* Derives every sum, balance and statistic of the store again and compares.
 * `problems` may be NULL; it gets the first of them, a line of text each, and
 * the caller destroys it. That something is wrong is a finding, not an error.
 * Errors: INVALID_ARGUMENT (NULL; struct_size), and the store's.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_engine_verify(
    const patron_engine* engine, patron_verification* out,
    patron_blob** problems, patron_error** error) PATRON_NOEXCEPT;

/* ---- Lifetime models ---- */

/* Who comes back, and what they are worth (docs/lifetime.md). Numbers are
 * doubles here, since none of them is money of the ledger; what a model does
 * not say is NaN. Times are in one unit of the caller's, such as weeks. */

/* Which model, by its parameters in the order of the literature. Since: 0.1 */
enum {
  PATRON_MODEL_BGNBD = 1,       /* r, alpha, a, b */
  PATRON_MODEL_MBGNBD = 2,      /* r, alpha, a, b: the one to start with */
  PATRON_MODEL_PARETO_NBD = 3,  /* r, alpha, s, beta */
  PATRON_MODEL_BGBB = 4,        /* alpha, beta, gamma, delta */
  PATRON_MODEL_GAMMA_GAMMA = 5, /* p, q, gamma: what a purchase is worth */
  PATRON_MODEL_SBG = 6          /* alpha, beta: contracts */
};

/* How a fit ended. Only one that converged means much. Since: 0.1 */
enum {
  PATRON_FIT_CONVERGED = 1,
  PATRON_FIT_ON_BOUNDARY = 2,       /* the likelihood rises without end */
  PATRON_FIT_NOT_IDENTIFIED = 3,    /* other parameters fit as well */
  PATRON_FIT_TOO_FEW_REPEATERS = 4, /* nothing was fitted */
  PATRON_FIT_ITERATION_LIMIT = 5,
  PATRON_FIT_GIVEN = 6 /* nobody says that the parameters were fitted */
};

/* The unit of time of what is read from a ledger. Since: 0.1 */
enum {
  PATRON_UNIT_WEEK = 0, /* days / 7, not rounded */
  PATRON_UNIT_DAY = 1
};

/* At which moment of its period a purchase is discounted. Since: 0.1 */
enum {
  PATRON_DISCOUNT_END = 0,
  PATRON_DISCOUNT_START = 1,
  PATRON_DISCOUNT_MIDDLE = 2,
  PATRON_DISCOUNT_CONTINUOUS = 3
};

/* A fitted model, with that of spend which goes with it. Never changes.
 * Since: 0.1 */
typedef struct patron_model patron_model;

/* Doubles of many customers: each `stride` bytes after the one before, 0 being
 * side by side. `data` NULL: there is no such column. Never grows. Since: 0.1
 */
typedef struct patron_column {
  const double* data;
  size_t stride;
} patron_column;

/* The same to be written. Since: 0.1 */
typedef struct patron_out_column {
  double* data;
  size_t stride;
} patron_out_column;

/* Customers, a row each. A model needs frequency, and: recency (not
 * GAMMA_GAMMA, SBG), age (not GAMMA_GAMMA), mean_spend (GAMMA_GAMMA).
 * Since: 0.1 */
typedef struct patron_customers {
  uint32_t struct_size;
  uint32_t reserved;
  size_t count;
  patron_column frequency;  /* repeat purchases: whole, at most 1,000,000 */
  patron_column recency;    /* first to last purchase; 0 where frequency is */
  patron_column age;        /* T: first purchase to today, above 0 */
  patron_column mean_spend; /* monetary value: of a repeat purchase */
  patron_column weight;     /* how many such customers; NULL: one each */
} patron_customers;

/* Since: 0.1 */
typedef struct patron_fit_options {
  uint32_t struct_size;
  uint32_t model;         /* PATRON_MODEL_... */
  int32_t iterations_max; /* of one start; 0: 200 */
  uint32_t reserved;
  double penalty; /* times customers and the sum of squared parameters: tames
                     small samples; 0: none */
} patron_fit_options;

/* Fits a model to summaries by maximum likelihood. Where there is mean_spend, a
 * model of purchases brings that of spend along (patron_model_spend), unless a
 * repeat purchase was worth 0. A fit that did not converge is no error: read
 * its status. Takes time: milliseconds to seconds. The caller owns `out` and
 * destroys it.
 * Errors: INVALID_ARGUMENT (NULL; struct_size; BAD_VALUE: no such model, no
 * rows, or a row that cannot be, which the message numbers from 0;
 * MISSING_FIELD: a column that the model needs).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_model_fit(const patron_fit_options* options,
                                          const patron_customers* customers,
                                          patron_model** out,
                                          patron_error** error) PATRON_NOEXCEPT;

/* Fits to the members of a ledger as `patron clv fit --db` does: days are those
 * of the program's zone. `unit` is a PATRON_UNIT_..., `until` the last day that
 * is known ("2026-03-31"), or empty: that of the last order. The model keeps
 * both, for patron_engine_store_model.
 * Errors: as patron_model_fit; INVALID_ARGUMENT (BAD_DATE; a model that counts
 * opportunities), and the store's.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_engine_fit_model(
    const patron_engine* engine, const patron_fit_options* options,
    uint32_t unit, patron_str until, patron_model** out,
    patron_error** error) PATRON_NOEXCEPT;

/* A model of given parameters, `count` as that model has. The caller owns `out`
 * and destroys it.
 * Errors: INVALID_ARGUMENT (NULL; BAD_VALUE: no such model, another number of
 * parameters, or one that is not above 0 and finite).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_model_create(uint32_t model, const double* params, size_t count,
                    patron_model** out, patron_error** error) PATRON_NOEXCEPT;

/* Reads the JSON that patron_model_save and `patron clv fit` write. The caller
 * owns `out` and destroys it.
 * Errors: INVALID_ARGUMENT (NULL; SYNTAX, MISSING_FIELD, UNKNOWN_FIELD,
 * UNKNOWN_NAME, WRONG_TYPE, BAD_VALUE), RESOURCE_EXHAUSTED (over 1 MiB).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_model_load(patron_bytes json, patron_model** out,
                  patron_error** error) PATRON_NOEXCEPT;

/* The model as JSON, with that of spend; numbers read back the same. How many
 * customers there were is not kept. The caller owns `out` and destroys it.
 * Errors: INVALID_ARGUMENT (NULL).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_model_save(const patron_model* model, patron_blob** out,
                  patron_error** error) PATRON_NOEXCEPT;

/* What is known of a fit. Since: 0.1 */
typedef struct patron_model_view {
  uint32_t struct_size;
  uint32_t model;  /* PATRON_MODEL_... */
  uint32_t status; /* PATRON_FIT_... */
  uint32_t reserved;
  int64_t iterations;    /* of all starts */
  double log_likelihood; /* NaN where nobody says it */
  double customers;      /* the sum of weights; 0 where nobody says it */
} patron_model_view;

/* Errors: INVALID_ARGUMENT (NULL; struct_size).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_model_get(
    const patron_model* model, patron_model_view* out) PATRON_NOEXCEPT;

/* One parameter. Array element; its name is static. Since: 0.1 */
typedef struct patron_model_param {
  patron_str name;
  double value;
  double standard_error; /* NaN where the fit did not converge */
} patron_model_param;

/* 0 for NULL, and where nothing was fitted.
 * Thread: any. Since: 0.1 */
PATRON_API size_t patron_model_param_count(const patron_model* model)
    PATRON_NOEXCEPT;

/* Writes `count` parameters from number `first` on to `out`, in the order of
 * the literature.
 * Errors: OUT_OF_RANGE (there are not so many), INVALID_ARGUMENT (NULL;
 * stride). Thread: any. Since: 0.1 */
PATRON_API patron_status patron_model_params(const patron_model* model,
                                             size_t first,
                                             patron_model_param* out,
                                             size_t count,
                                             size_t stride) PATRON_NOEXCEPT;

/* The model of spend that goes with a model, or NULL. It belongs to that one.
 * Thread: any. Since: 0.1 */
PATRON_API const patron_model* patron_model_spend(const patron_model* model)
    PATRON_NOEXCEPT;

/* How far ahead, and what that is worth today. Since: 0.1 */
typedef struct patron_horizon {
  uint32_t struct_size;
  uint32_t discount_timing; /* PATRON_DISCOUNT_... */
  double horizon;           /* in the unit of the summaries */
  double discount_rate;     /* a period: 0.01 is one percent; 0: no discount */
  double discount_period;   /* in the same unit; 0: the horizon */
  int64_t purchases;        /* of which patron_predictions.probability tells */
} patron_horizon;

/* Where the answers go, a column each; those that are NULL are not wanted. What
 * the models do not say is NaN. Since: 0.1 */
typedef struct patron_predictions {
  uint32_t struct_size;
  uint32_t reserved;
  patron_out_column p_alive;            /* the chance to be a customer still */
  patron_out_column expected_purchases; /* within the horizon */
  patron_out_column expected_value;     /* of a purchase */
  patron_out_column clv;                /* the purchases, each discounted,
                                           times that */
  patron_out_column discounted_purchases;
  patron_out_column median_residual_life;
  patron_out_column probability; /* of exactly so many purchases */
} patron_predictions;

/* What a model says of each customer. `spend` is the model of what a purchase
 * is worth; NULL: the one that goes with `model`. Without mean_spend, the worth
 * of a purchase is told of those who never returned alone. Answers are those of
 * the C++ interface, to the bit. On failure no buffer was written to.
 * Errors: INVALID_ARGUMENT (NULL; struct_size; BAD_VALUE: a model that was not
 * fitted, a horizon or a discount that cannot be, a row, numbered from 0;
 * MISSING_FIELD: a column).
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_model_predict(
    const patron_model* model, const patron_model* spend,
    const patron_horizon* horizon, const patron_customers* customers,
    const patron_predictions* out, patron_error** error) PATRON_NOEXCEPT;

/* How a model is stored. Since: 0.1 */
typedef struct patron_model_storing {
  uint32_t struct_size;
  uint32_t unit;      /* PATRON_UNIT_...; as patron_engine_fit_model was told */
  patron_str version; /* empty: the day `until` */
  patron_str until;   /* the last day known; empty: that of the fit */
  uint32_t discount_timing; /* PATRON_DISCOUNT_... */
  uint32_t reserved;
  double horizon;         /* of member.stats.clv, in the unit; 0: a year */
  double discount_rate;   /* a period; 0: no discount */
  double discount_period; /* in the unit; 0: the horizon */
} patron_model_storing;

/* Puts a model in force for the rules of an engine's programs, and that of
 * spend with it where it converged, as `patron clv fit --db` does. A version is
 * never stored with other content; the same again changes nothing.
 * Errors: INVALID_ARGUMENT (NULL; struct_size; BAD_VALUE: the fit did not
 * converge, or it is of a kind that rules read nothing of; another unit than
 * that of the fit; MISSING_FIELD: until is empty, and the model is of no
 * ledger), FAILED_PRECONDITION (OTHER_MODEL), and the store's.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_engine_store_model(
    patron_engine* engine, const patron_model* model,
    const patron_model_storing* storing, patron_error** error) PATRON_NOEXCEPT;

/* The models of purchases and of spend that are in force, as
 * PATRON_FIT_GIVEN. The caller owns `out` and destroys it.
 * Errors: INVALID_ARGUMENT (NULL; MISSING_FIELD: none of purchases is in
 * force), and the store's.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status
patron_engine_model(const patron_engine* engine, patron_model** out,
                    patron_error** error) PATRON_NOEXCEPT;

/* How well a model foretold what then happened. Since: 0.1 */
typedef struct patron_holdout {
  uint32_t struct_size;
  uint32_t status;   /* PATRON_FIT_...: of the fit to what was known */
  int64_t customers; /* who were known */
  double actual;     /* purchases held out */
  double expected;
  double mean_absolute_error; /* a customer */
  double correlation;         /* NaN where either is the same for all */
} patron_holdout;

/* Fits to what a ledger knew on the day `until`, and compares with what
 * happened up to `holdout_until` (empty: the last order's day).
 * Errors: as patron_engine_fit_model.
 * Thread: any. Since: 0.1 */
PATRON_API patron_status patron_engine_holdout(
    const patron_engine* engine, const patron_fit_options* options,
    uint32_t unit, patron_str until, patron_str holdout_until,
    patron_holdout* out, patron_error** error) PATRON_NOEXCEPT;

/* Thread: exclusive. Since: 0.1 */
PATRON_API void patron_model_destroy(patron_model* model) PATRON_NOEXCEPT;

#endif /* PATRON_UNSTABLE */

#if defined(__cplusplus)
}
#endif

#endif /* PATRON_PATRON_H_ */
