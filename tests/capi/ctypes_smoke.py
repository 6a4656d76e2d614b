"""The C interface from Python's standard library: the first binding.

    ctypes_smoke.py LIBRARY PROGRAM.yaml
"""

import ctypes as c
import sys

library = c.CDLL(sys.argv[1])


class Str(c.Structure):
    _fields_ = [("data", c.c_char_p), ("size", c.c_size_t)]

    def __str__(self):
        return c.string_at(self.data, self.size).decode() if self.size else ""


class Options(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("flags", c.c_uint32),
                ("store", Str), ("busy_timeout_ms", c.c_int32),
                ("reserved", c.c_uint32), ("environment", c.c_void_p)]


class Value(c.Structure):
    _fields_ = [("type", c.c_uint32), ("detail", c.c_uint32),
                ("number", c.c_int64), ("text", Str)]


Call = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.POINTER(Value), c.c_size_t,
                   c.POINTER(Value))
Destroy = c.CFUNCTYPE(None, c.c_void_p)


class Function(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("flags", c.c_uint32),
                ("name", Str), ("parameters", c.POINTER(c.c_uint32)),
                ("parameter_count", c.c_size_t), ("call", Call),
                ("userdata", c.c_void_p), ("destroy", Destroy),
                ("result", c.c_uint32), ("reserved", c.c_uint32)]


class Event(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("currency", c.c_uint32),
                ("source", Str), ("id", Str), ("member", Str), ("store", Str),
                ("time_us", c.c_int64), ("arrival_us", c.c_int64)]


class Line(c.Structure):
    _fields_ = [("id", Str), ("parent", Str), ("sku", Str), ("category", Str),
                ("name", Str), ("kind", c.c_uint32),
                ("quantity_kind", c.c_uint32), ("quantity_milli", c.c_int64),
                ("amount_minor", c.c_int64), ("unit_price_micros", c.c_int64),
                ("flags", c.c_uint32), ("reserved", c.c_uint32)]


class Effect(c.Structure):
    _fields_ = [("rule", Str), ("text", Str), ("points_currency", Str),
                ("kind", c.c_uint32), ("index", c.c_uint32),
                ("base_minor", c.c_int64), ("amount_minor", c.c_int64),
                ("points", c.c_int64), ("rate_billionths", c.c_int64)]


class Totals(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("currency", c.c_uint32),
                ("list_minor", c.c_int64), ("discount_minor", c.c_int64),
                ("pay_minor", c.c_int64), ("flags", c.c_uint32),
                ("reserved", c.c_uint32)]


Doubles = c.POINTER(c.c_double)


class Column(c.Structure):
    _fields_ = [("data", Doubles), ("stride", c.c_size_t)]


class Customers(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("reserved", c.c_uint32),
                ("count", c.c_size_t), ("frequency", Column),
                ("recency", Column), ("age", Column), ("mean_spend", Column),
                ("weight", Column)]


class FitOptions(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("model", c.c_uint32),
                ("iterations_max", c.c_int32), ("reserved", c.c_uint32),
                ("penalty", c.c_double)]


class Horizon(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("discount_timing", c.c_uint32),
                ("horizon", c.c_double), ("discount_rate", c.c_double),
                ("discount_period", c.c_double), ("purchases", c.c_int64)]


class Predictions(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("reserved", c.c_uint32)] + [
        (name, Column) for name in (
            "p_alive", "expected_purchases", "expected_value", "clv",
            "discounted_purchases", "median_residual_life", "probability")]


class Param(c.Structure):
    _fields_ = [("name", Str), ("value", c.c_double),
                ("standard_error", c.c_double)]


def function(name, result, *arguments):
    found = getattr(library, "patron_" + name)
    found.restype = result
    found.argtypes = arguments
    return found


handle, handle_out = c.c_void_p, c.POINTER(c.c_void_p)
abi_version = function("abi_version", c.c_uint32)
error_message = function("error_message", Str, handle)
error_reason = function("error_reason", c.c_uint32, handle)
error_destroy = function("error_destroy", None, handle)
create_environment = function("environment_create", c.c_int32, handle_out,
                              handle_out)
add_function = function("environment_add_function", c.c_int32, handle,
                        c.POINTER(Function), handle_out)
destroy_environment = function("environment_destroy", None, handle)
compile_program = function("program_compile", c.c_int32, handle, c.c_uint32,
                           Str, handle_out, handle_out)
release_program = function("program_release", None, handle)
open_engine = function("engine_open", c.c_int32, c.POINTER(Options),
                       handle_out, handle_out)
activate = function("engine_activate", c.c_int32, handle, handle, handle_out)
close_engine = function("engine_close", None, handle)
create_basket = function("basket_create", c.c_int32, handle, handle_out,
                         handle_out)
begin = function("basket_begin", c.c_int32, handle, c.POINTER(Event),
                 handle_out)
add_lines = function("basket_lines", c.c_int32, handle, c.POINTER(Line),
                     c.c_size_t, c.c_size_t, handle_out)
destroy_basket = function("basket_destroy", None, handle)
create_result = function("result_create", c.c_int32, handle_out, handle_out)
effect_count = function("result_effect_count", c.c_size_t, handle)
read_effects = function("result_effects", c.c_int32, handle, c.c_size_t,
                        c.POINTER(Effect), c.c_size_t, c.c_size_t)
read_totals = function("result_totals", c.c_int32, handle, c.POINTER(Totals))
points_of = function("result_points", c.c_int64, handle, Str)
fingerprint = function("result_fingerprint", Str, handle)
destroy_result = function("result_destroy", None, handle)
quote = function("quote", c.c_int32, handle, handle, handle, handle_out)
commit = function("commit", c.c_int32, handle, handle, Str, handle, handle_out)

fit_model = function("model_fit", c.c_int32, c.POINTER(FitOptions),
                     c.POINTER(Customers), handle_out, handle_out)
read_params = function("model_params", c.c_int32, handle, c.c_size_t,
                       c.POINTER(Param), c.c_size_t, c.c_size_t)
predict = function("model_predict", c.c_int32, handle, handle,
                   c.POINTER(Horizon), c.POINTER(Customers),
                   c.POINTER(Predictions), handle_out)
destroy_model = function("model_destroy", None, handle)


def text(value):
    raw = value.encode()
    return Str(raw, len(raw))


class Refused(Exception):
    def __init__(self, status, reason, message):
        super().__init__(message)
        self.status, self.reason = status, reason


def call(what, *arguments):
    error = c.c_void_p()
    status = what(*arguments, c.byref(error))
    if status != 0:
        refused = Refused(status, error_reason(error),
                          str(error_message(error)))
        error_destroy(error)
        raise refused


def make(what, *arguments):
    out = c.c_void_p()
    call(what, *arguments, c.byref(out))
    return out


RULE = b"""
  - id: long-name
    when: py.length(member.id) == 4
    then: [{amount_off: {amount: 0.50}}]
"""
destroyed = []


@Call
def length(userdata, arguments, count, result):
    result[0].number = len(str(arguments[0].text))
    return 0


@Destroy
def count_destroyed(userdata):
    destroyed.append(userdata)


def declare_length():
    environment = make(create_environment)
    types = (c.c_uint32 * 1)(3)
    call(add_function, environment, c.byref(Function(
        struct_size=c.sizeof(Function), name=text("py.length"),
        parameters=types, parameter_count=1, call=length, userdata=7,
        destroy=count_destroyed, result=2)))
    return environment


def column(values):
    return Column((c.c_double * len(values))(*values), 0)


def check_models():
    customers = Customers(
        struct_size=c.sizeof(Customers), count=8, frequency=column(range(8)),
        age=column([7] * 8),
        weight=column([369, 163, 86, 56, 37, 27, 21, 241]))
    model = make(fit_model, c.byref(FitOptions(
        struct_size=c.sizeof(FitOptions), model=6)), c.byref(customers))
    params = (Param * 2)()
    assert read_params(model, 0, params, 2, c.sizeof(Param)) == 0
    assert [str(param.name) for param in params] == ["alpha", "beta"]
    assert abs(params[0].value - 0.70407729847352) < 1e-10
    alive = (c.c_double * 8)()
    call(predict, model, None, c.byref(Horizon(
        struct_size=c.sizeof(Horizon), horizon=1)), c.byref(customers),
        c.byref(Predictions(struct_size=c.sizeof(Predictions),
                            p_alive=Column(alive, 0))))
    assert list(alive) == [0] * 7 + [1]
    customers.age = column([7] * 7 + [0])
    try:
        make(fit_model, c.byref(FitOptions(
            struct_size=c.sizeof(FitOptions), model=6)), c.byref(customers))
        raise AssertionError("a contract of no age is fitted")
    except Refused as refused:
        assert str(refused).startswith("customers[7]: T must be"), refused
    destroy_model(model)


def main():
    check_models()
    assert abi_version() >> 16 == 0
    with open(sys.argv[2], "rb") as file:
        source = file.read() + RULE
    environment = declare_length()
    program = make(compile_program, environment, 1, Str(source, len(source)))
    options = Options(struct_size=c.sizeof(Options), store=text("memory"),
                      environment=environment)
    engine = make(open_engine, c.byref(options))
    call(activate, engine, program)
    basket = make(create_basket, program)
    result = make(create_result)
    event = Event(struct_size=c.sizeof(Event), source=text("till-1"),
                  id=text("1"), member=text("m-17"),
                  time_us=1772439960000000)
    lines = (Line * 2)(
        Line(sku=text("latte"), quantity_milli=2000, amount_minor=520),
        Line(sku=text("cake"), quantity_milli=1000, amount_minor=390))
    call(begin, basket, c.byref(event))
    call(add_lines, basket, lines, 2, c.sizeof(Line))
    call(quote, engine, basket, result)
    effects = (Effect * effect_count(result))()
    assert read_effects(result, 0, effects, len(effects),
                        c.sizeof(Effect)) == 0
    assert [str(effect.rule) for effect in effects] == [
        "two-cups", "long-name", "beans"]
    call(commit, engine, basket, fingerprint(result), result)
    totals = Totals(struct_size=c.sizeof(Totals))
    assert read_totals(result, c.byref(totals)) == 0
    assert totals.pay_minor == 808, totals.pay_minor
    assert points_of(result, text("bean")) == 8
    try:
        make(compile_program, None, 1, text("program: [broken"))
        raise AssertionError("a broken program compiles")
    except Refused as refused:
        assert refused.status == 3 and refused.reason == 200, refused.reason
        assert str(refused)
    destroy_result(result)
    destroy_basket(basket)
    close_engine(engine)
    release_program(program)
    assert not destroyed
    destroy_environment(environment)
    assert destroyed == [7], destroyed
    print("808 cents, 8 beans, from Python", sys.version.split()[0])


main()
