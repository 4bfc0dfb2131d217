#!/usr/bin/env python3
"""Writes cases.json: templates, variables, and what Jinja makes of them.

The environment is the one that transformers builds in utils/chat_template_utils.py, written anew.
Needs jinja2 (3.1.2 made the file). Run it in its own folder: python3 make_cases.py
A case has either "rendered" or "error" (the class and message of Python's exception).
"""

import datetime
import json
import pathlib

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

# The clock of the Java test: 2024-02-03T04:05:06Z.
NOW = datetime.datetime(2024, 2, 3, 4, 5, 6)


class Generation(jinja2.ext.Extension):
    """{% generation %}, without the tracking that only training masks need."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_render"), [], [], body).set_lineno(line)

    def _render(self, caller):
        return caller()


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(
        x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


def environment():
    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


USER = {"role": "user", "content": "What is 2+2?"}
SYSTEM = {"role": "system", "content": "  Be brief. "}
ANSWER = {"role": "assistant", "content": "<think>\nadd\n</think>\n\n4"}
AGAIN = {"role": "user", "content": "Sure?"}
CALLS = {
    "role": "assistant",
    "content": "",
    "tool_calls": [
        {"id": "a1b2c3d4e", "type": "function",
         "function": {"name": "add", "arguments": {"a": 2, "b": [1.0, None, True], "s": "é<'\""}}},
        {"id": "a1b2c3d4f", "type": "function",
         "function": {"name": "now", "arguments": "{}"}},
    ],
}
RESULT = {"role": "tool", "name": "add", "tool_call_id": "a1b2c3d4e", "content": "4"}
TOOL = {"type": "function",
        "function": {"name": "add", "description": "Adds <two> & more",
                     "parameters": {"type": "object", "properties": {"a": {"type": "integer"}},
                                    "required": ["a"]}}}
CHATS = {
    "user": [USER],
    "system": [SYSTEM, USER],
    "turns": [SYSTEM, USER, ANSWER, AGAIN],
    "answered": [USER, ANSWER],
    "tools": [SYSTEM, USER, CALLS, RESULT, RESULT, ANSWER],
}

TEMPLATES = {name: pathlib.Path(name + ".jinja").read_text(encoding="utf-8")
             for name in ("deepseek_style", "qwen_style", "llama_style", "mistral_style")}


def conversations():
    for style, template in TEMPLATES.items():
        for chat, messages in CHATS.items():
            for prompt in (False, True):
                for tools in (None, [TOOL]):
                    yield f"{style} {chat} prompt={prompt} tools={bool(tools)}", template, {
                        "messages": messages, "add_generation_prompt": prompt, "tools": tools,
                        "bos_token": "<s>", "eos_token": "</s>"}
    for thinking in (False, True):
        yield f"qwen_style thinking={thinking}", TEMPLATES["qwen_style"], {
            "messages": [USER], "add_generation_prompt": True, "enable_thinking": thinking}
    yield "mistral_style refuses two users", TEMPLATES["mistral_style"], {
        "messages": [USER, USER], "bos_token": "<s>", "eos_token": "</s>"}


DATA = {
    "messages": CHATS["turns"],
    "n": 7, "x": 2.5, "yes": True, "no": False, "nothing": None, "text": "Hello, wörld! 😀",
    "names": ["b", "A", "c", "a"], "empty": [], "pair": {"k": "v", "items": 1},
    "people": [{"name": "Ann", "age": 30, "pet": {"kind": "cat"}}, {"name": "bob", "age": 5},
               {"name": "Cid", "age": 30}],
    "space": " \t\u00a0x\u2003\n", "html": "<a href='x'>&\"</a>", "lines": "one\n\ntwo\r\nthree",
    "nested": {"a": [1, 2.0, "it's", 'say "hi"', None, True, {"b": []}], "é": "\u200b\n\\"},
}

# One template a line here; each is one case.
LINES = r'''
{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 6 / 2 }}
{{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 1e300 * 10 }} {{ 0.1 + 0.2 }} {{ 1e16 }} {{ 1e15 }} {{ 1e-5 }} {{ 0.0001 }} {{ -0.0 }}
{{ 2e23 }} {{ 1.7976931348623157e308 }} {{ 5e-324 }} {{ 123456789.123 }} {{ 9007199254740993 / 3 }} {{ 1e22 }} {{ 100.0 }}
{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 10 ** 30 }} {{ 1_000 + 1 }} {{ yes + yes }} {{ 7 - 2 - 1 }} {{ 2 + 3 * 4 }}
{{ 'a' ~ 1 ~ none ~ true ~ 1.0 ~ [1] ~ missing }} {{ 'a' * 3 }} {{ 3 * 'ab' }} {{ [1] * 2 + [3] }} {{ (1, 2) + (3,) }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 3 > 2 > 1 == 1 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 'é' > 'z' }}
{{ none == false }} {{ '1' == 1 }} {{ [1, [2]] == [1, [2]] }} {{ (1,) == [1] }} {{ {'a': 1} == {'a': 1.0} }} {{ missing == other }} {{ 1 != 2 }}
{{ 'a' in 'abc' }} {{ 'x' not in 'abc' }} {{ 2 in [1, 2] }} {{ 'k' in pair }} {{ 'v' in pair.values() }} {{ 1 in missing }} {{ '' in '' }}
{{ not yes or no and yes }} {{ '' or 'b' }} {{ 'a' and 'b' }} {{ none or missing or [] }} {{ not not 1 }} {{ 0 or none }} {{ yes and missing }}
{{ 'a' if yes else 'b' }} {{ 'a' if no }}| {{ 'a' if no else 'b' if no else 'c' }} {{ ('x' if no) is defined }}
{{ names[0] }} {{ names[-1] }} {{ names[9] }}| {{ names[1:] }} {{ names[:-1] }} {{ names[::-1] }} {{ names[::2] }} {{ names[5:1:-2] }} {{ names[-99:99] }}
{{ text[0] }} {{ text[-1] }} {{ text[7:12] }} {{ text[::-1] }} {{ text|length }} {{ text[14:] }} {{ text[:-1] }} {{ text.find('😀') }} {{ text['x'] }}
{{ pair.k }} {{ pair['k'] }} {{ pair['items'] }} {{ pair.nope }}| {{ pair.nope is defined }} {{ pair['nope'] is undefined }} {{ people.0.name }} {{ pair.get('z', 1) }} {{ pair.get('z') }}
{{ text.text }}| {{ none.x }}| {{ (1).x }}| {{ pair.items() }} {{ pair.keys() }} {{ pair.values() }} {{ pair.items is callable }} {{ pair.items()|list }}
{{ messages[0]['role'] }} {{ messages[0].content|trim }} {{ messages|length }} {{ messages[-1].role == 'user' }} {{ messages[1:]|length }} {{ messages[1:][0].role }}
{{ nested }} {{ nested.a }} {{ [none, true, 1.0, 'x', ('y',), ()] }} {{ {} }} {{ {1: 2, 'a': none, true: 3} }} {{ range(3) }} {{ range(0, 9, 2) }} {{ 'a\\b'|list }}
{{ nested|tojson }} {{ [1, 2.0, none, true, 'é😀\u0001\u007f/']|tojson }} {{ {1: 2, none: 1, true: 0, 1.5: 3}|tojson }} {{ ()|tojson }}
{{ nested|tojson(indent=2) }} {{ {'b': [], 'a': {}}|tojson(indent=4, sort_keys=true) }} {{ [[1], [2, {'x': 1}]]|tojson(indent=0) }} {{ html|tojson }}
{{ people|tojson(separators=(',', ':')) }} {{ 'é😀'|tojson(ensure_ascii=true) }} {{ [1]|tojson(indent='\t') }} {{ 1e100|tojson }} {{ (10 ** 20)|tojson }}
[{{ space|trim }}] [{{ 'xxaxx'|trim('x') }}] [{{ none|trim }}] [{{ missing|trim }}] [{{ space.strip() }}] [{{ '..a..'.lstrip('.') }}] [{{ '..a..'.rstrip('.') }}] [{{ 'abcba'.strip('ab') }}]
{{ text|upper }} {{ 'ÀÉ ß'|lower }} {{ 'straße'|upper }} {{ 'hELLO wORLD'|capitalize }} {{ "they're bill's (friend) x-ray"|title }} {{ "they're bill's x-ray".title() }} {{ 5|upper }} {{ 'élan'|capitalize }}
{{ [1, none, 'a']|join('-') }} {{ people|join(', ', attribute='name') }} {{ 'abc'|join('.') }} {{ []|join('x') }} {{ pair|join(',') }} {{ missing|join }}| {{ ', '.join(names) }}
{{ names|first }} {{ names|last }} {{ []|first }}| {{ ''|last }}| {{ text|first }} {{ pair|first }} {{ range(3)|last }} {{ missing|first }}| {{ pair|last }}
{{ missing|default('d') }} {{ none|default('d') }} {{ ''|default('d', true) }} {{ pair.z|d }}| {{ none|d('e', boolean=true) }} {{ missing|default }}| {{ 0|default(default_value=1) }}
{{ 'aaa'|replace('a', 'b', 2) }} {{ 'a.b'.replace('.', '') }} {{ 5|replace(5, 6) }} {{ 'ab'|replace('', '-') }} {{ 'abab'.replace('ab', 'x', 1) }} {{ text|replace('😀', ':)') }}
{{ '42'|int }} {{ ' 4_2 '|int }} {{ '42.9'|int }} {{ 'x'|int }} {{ 'x'|int(-1) }} {{ 3.9|int }} {{ true|int }} {{ none|int }} {{ '1e3'|int }} {{ -3.9|int }} {{ []|int(default=9) }}
{{ '1.5'|float }} {{ 3|float }} {{ 'x'|float }} {{ '1e3'|float }} {{ 'inf'|float }} {{ '-Infinity'|float }} {{ 'nan'|float }} {{ '.5'|float }} {{ '5.'|float }} {{ 'x'|float(1) }} {{ '1d'|float }} {{ true|float }}
{{ -5|abs }} {{ -2.5|abs }} {{ 2.5|round }} {{ 3.5|round }} {{ 2.675|round(2) }} {{ 7|round }} {{ -0.4|round }} {{ 1234|round(-2) }} {{ 42.55|round(1) }}
{{ people|selectattr('age', 'equalto', 30)|map(attribute='name')|list }} {{ people|rejectattr('pet', 'defined')|map(attribute='name')|join(',') }} {{ people|selectattr('pet')|list|length }} {{ people|selectattr('pet', 'defined')|map(attribute='pet.kind')|list }}
{{ [1, 2, 3, 4]|select('odd')|list }} {{ [1, 2, 3, 4]|reject('divisibleby', 2)|list }} {{ [0, 1, '', 'a']|select|list }} {{ names|map('upper')|join }} {{ [1, 5]|select('gt', 2)|list }} {{ none|map('upper')|list }} {{ ['a', 'b']|map('replace', 'a', 'x')|list }}
{{ people|map(attribute='pet.kind', default='none')|list }} {{ people|map(attribute='pet', default={})|list }} {{ [[1, 2], [3, 4]]|map(attribute=0)|list }} {{ [[1], [2, 3]]|map('length')|list }}
{{ names|sort }} {{ names|sort(case_sensitive=true) }} {{ names|sort(reverse=true) }} {{ people|sort(attribute='age')|map(attribute='name')|list }} {{ people|sort(attribute='age,name', reverse=true)|map(attribute='name')|list }} {{ [3, 1.5, true]|sort }}
{{ names|unique|list }} {{ ['a', 'A', 1, 1.0, true, 2]|unique|list }} {{ names|unique(true)|list }} {{ people|unique(attribute='age')|map(attribute='name')|list }} {{ [(1, 2), (1.0, 2)]|unique|list }}
{{ names|reverse|list }} {{ text|reverse }} {{ (1, 2)|reverse|list }} {{ pair|reverse|list }} {{ names|reverse|first }} {{ names|min }} {{ names|max }} {{ [3, 1]|min }} {{ []|max }}| {{ people|max(attribute='age') }}
{{ [1, 2.5]|sum }} {{ people|sum(attribute='age') }} {{ people|sum('age', 10) }} {{ []|sum }} {{ [[1], [2]]|sum(start=[]) }}
{{ pair|dictsort }} {{ {'b': 1, 'A': 2}|dictsort }} {{ {'b': 1, 'A': 2}|dictsort(true) }} {{ {'b': 1, 'A': 2}|dictsort(by='value', reverse=true) }} {{ pair|items|list }} {{ missing|items|list }} {{ pair|list }} {{ 'ab'|list }}
{{ lines|indent }} {{ lines|indent(2, true) }} {{ lines|indent('> ', blank=true) }} {{ ''|indent }}| {{ 'a\n'|indent(2) }}|
{{ html|e }} {{ html|escape|length }} {{ html|safe }} {{ '<'|safe + '<' }} {{ '<' + ('>'|safe) }} {{ html|e|e }} {{ html|e|string }} {{ ('<'|safe) ~ '<' }} {{ '<'|safe is string }} {{ none|e }} {{ '<'|e is escaped }}
{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a b c'.split(' ', 1) }} {{ 'a b c'.rsplit(' ', 1) }} {{ 'a b  c'.split(none, 1) }} {{ 'a-b'.split('-', maxsplit=0) }} {{ ''.split() }} {{ ''.split(',') }} {{ lines.splitlines() }} {{ 'a b c d'.rsplit(none, 2) }}
{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'bc')) }} {{ 'abcabc'.find('c') }} {{ 'abcabc'.rfind('c') }} {{ 'abc'.index('b') }} {{ 'aaa'.count('aa') }} {{ 'abc'.find('z') }} {{ 'ab'.count('') }} {{ '😀a'.rindex('a') }} {{ 'aXa'.partition('X') }} {{ 'a.b.c'.rpartition('.') }} {{ 'a'.partition('x') }}
{{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'a'.isalpha() }} {{ 'a1'.isalpha() }} {{ ' '.isspace() }} {{ 'aB'.islower() }} {{ 'AB'.isupper() }} {{ 'aB'.upper() }} {{ 'aB'.lower() }} {{ 'aB cD'.capitalize() }} {{ 'é'.isascii() }}
{{ '%s-%s'|format('a', 1) }} {{ '%d%%'|format(5.9) }} {{ '%.2f' % 3.14159 }} {{ '%s' % none }} {{ '{} {}'.format('a', 1) }} {{ '{0}{1}{0} {x}{{}}'.format('a', 'b', x=none) }} {{ '%r %s' % ('a', [1]) }}
{{ [1, 2, 1].count(1) }} {{ [1, 2].index(2) }} {{ (1, 1).count(1) }} {{ pair.copy() }} {{ names.copy() }} {{ names.append is defined }} {{ pair.update is defined }}
{{ 3 is odd }} {{ 4 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(4) }} {{ 1 is number }} {{ true is number }} {{ true is integer }} {{ 1 is integer }} {{ 1.0 is float }} {{ true is boolean }} {{ 1 is true }} {{ false is false }} {{ none is none }}
{{ 'a' is string }} {{ [] is sequence }} {{ {} is sequence }} {{ 1 is sequence }} {{ pair is mapping }} {{ [] is mapping }} {{ 'a' is iterable }} {{ 1 is iterable }} {{ range(2) is sequence }} {{ missing is iterable }} {{ missing is none }} {{ 'a' is lower }} {{ 'A' is upper }} {{ missing is string }}
{{ 1 is eq 1 }} {{ 1 is ne 1 }} {{ 1 is lt 2 }} {{ 2 is ge 2 }} {{ 'a' is in ['a'] }} {{ 'a' is not in ['b'] }} {{ 1 is not defined }} {{ missing is not defined }} {{ not missing is defined }} {{ 1 is sameas true }} {{ none is sameas none }} {{ range is callable }} {{ [1, 2]|select('==', 1)|list }}
{{ x is defined and x is not none and x > 2 }} {{ (n is odd) ~ 'x' }} {{ n is defined == true }} {{ -n|abs }} {{ (-n)|abs }} {{ n|string ~ 1 }} {{ n|string|length + 1 }}
{{ dict(a=1, b=2) }} {{ dict({'a': 1}, a=2) }} {{ dict([('a', 1)])|tojson }} {{ range(5, 0, -2)|list }} {{ range(3)[1] }} {{ range(10)[2:4] }} {{ range(10)[::-2] }} {{ range(10)[7:][-1] }} {{ strftime_now('%d %b %Y') }} {{ strftime_now('%Y-%m-%d %H:%M:%S %A %B %j %y %I %p %-d %%') }}
{{ "a\tb\n\x41\u00e9\U0001F600\101\\ \' \" \d" }} {{ 'a' "b" 'c' }} {{ 'line \
on' }} {{ '' }} {{ "{{ not a tag }}" }} {{ '%}' }}
{{ {'a': {'b': 1}}['a']['b'] }} {{ {'a': {'b': {}}}}} {{ [[1, 2], [3]][0][1] }} {{ (1, 2)[0] }} {{ () }} {{ (1,) }} {{ 1, 2 }} {{ [1, 2,] }} {{ {'a': 1,} }}
{% for a in [1, 2, 3] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}
{% for a in [1, 2, 3] if a != 2 %}{{ loop.length }}{{ a }}{{ loop.last }}{% else %}none{% endfor %} {% for a in [] %}x{% else %}none{% endfor %} {% for a in missing %}x{% else %}none{% endfor %} {% for c in 'é😀' %}[{{ c }}]{% endfor %}
{% for k, v in pair.items() %}{{ k }}={{ v }};{% endfor %} {% for k in pair %}{{ k }}{% endfor %} {% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %} {% for a, b in ['xy'] %}{{ b }}{{ a }}{% endfor %} {% for k, v in pair|dictsort %}{{ k }}{% endfor %}
{% for a in range(9) %}{% if a == 1 %}{% continue %}{% endif %}{% if a == 4 %}{% break %}{% endif %}{{ a }}{% endfor %} {% for a in [1] %}{% continue %}{% else %}else{% endfor %} {% for a in [1, 2] %}{% break %}{% else %}else{% endfor %} {% for a in [1, 2] %}{% if a == 2 %}{% break %}{% endif %}{% else %}else{% endfor %}
{% for a in [1, 2] %}{% for b in [3, 4] %}{{ loop.index }}{{ a }}{{ b }} {% endfor %}{{ loop.index }}{% endfor %} {% for a in [1, 2] %}{% set outer = loop %}{% for b in [1] %}{{ outer.index }}{% endfor %}{% endfor %} {% for a in 'ab' %}{{ loop.cycle('x', 'y', 'z') }}{{ loop.changed(1) }}{% endfor %}
{% for a in [[1, [2]], 3] recursive %}{{ loop.depth }}{% if a is iterable %}({{ loop(a) }}){% else %}{{ a }}{% endif %}{% endfor %}
{% set ns = namespace(found=false) %}{% for a in [1, 2, 3] if not ns.found %}{{ a }}{{ loop.first }}{% if a == 2 %}{% set ns.found = true %}{% endif %}{% endfor %} {{ ns.found }}
{% set a = 1 %}{% for b in [1, 2] %}{{ a }}{% set a = b + 10 %}{{ a }} {% endfor %}{{ a }} {% if true %}{% set a = 5 %}{% endif %}{{ a }} {% set c, d = 1, 2 %}{{ c }}{{ d }} {% set e = 1, 2 %}{{ e }}
{% set ns = namespace(n=0, l=[]) %}{% for b in [1, 2] %}{% set ns.n = ns.n + b %}{% set ns.l = ns.l + [b] %}{% endfor %}{{ ns.n }} {{ ns.l }} {{ ns['n'] }} {{ ns.z is defined }} {{ namespace({'a': 1}).a }}
{% set block %}a{{ n }} b{% set inner = 1 %}{% endset %}[{{ block }}] {{ inner is defined }} {% set up | upper | replace('A', 'x') %}abc{% endset %}{{ up }} {% filter upper %}low {{ n }}{% endfilter %} {% filter replace('a', 'b') | upper %}aa{% endfilter %}
{% macro f(a, b=2, c=a ~ 'c') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, c=3) }} {{ f(a=5, b=6) }} {{ f() }} {{ f(1)|length }} {{ f('x') ~ 'y' }} {{ f(*[1, 2]) }} {{ f(**{'a': 9}) }}
{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, a=3) }} {% macro g(a) %}{% if a %}{{ a }}{{ g(a - 1) }}{% endif %}{% endmacro %}{{ g(3) }} {% macro h() %}{{ n }}{{ late }}{% endmacro %}{% set late = 'l' %}{{ h() }}
{% macro box(t) %}[{{ t }}:{{ caller('c') }}]{% endmacro %}{% call(x) box('t') %}body {{ x }} {{ n }}{% endcall %} {% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a is defined }} {% macro nc() %}{{ caller is defined }}{% endmacro %}{{ nc() }}
{% for b in [1, 2] %}{{ n }}{% endfor %}{% set n = 3 %}{{ n }} {% for b in [1] %}{% if yes %}{% set text = 1 %}{% endif %}{{ text }}{% endfor %} {% for b in [1] %}{% if no %}{% set text = 1 %}{% endif %}{{ text }}{% endfor %}
{% generation %}gen {{ n }}{% set g = 1 %}{% endgeneration %}{{ g is defined }} {% if n > 5 and n < 9 %}a{% elif n %}b{% else %}c{% endif %}{% if no %}a{% elif no %}b{% elif yes %}c{% else %}d{% endif %}{% if no %}x{% endif %}
{{ missing }}|{{ missing|upper }}|{{ missing|length }}|{{ missing|list }}|{% if missing %}x{% endif %}|{{ [missing] }}|{{ missing|string }}|{{ not missing }}
{{ missing.attribute }}
{{ missing['key'] }}
{{ missing + 1 }}
{{ missing() }}
{{ missing < 1 }}
{{ pair.nope.deeper }}
{{ 'a' + 1 }}
{{ 1 < 'a' }}
{{ none + 1 }}
{{ 1 / 0 }}
{{ 5 % 0 }}
{{ 1 in 5 }}
{{ 1 in 'a' }}
{{ 5|length }}
{{ 5|list }}
{{ nothing[1:] }}
{{ names['a':] }}
{{ people|map(attribute='pet.kind')|list }}
{{ names.append('x') }}
{{ pair.update({}) }}
{{ pair.pop('k') }}
{{ ''.__class__.__mro__ }}
{{ range(1000000) }}
{{ missing|tojson }}
{{ raise_exception('Roles must alternate, ' ~ n) }}
{{ text|nosuchfilter }}
{{ text is nosuchtest }}
{{ 'a'() }}
{{ [1, 'a']|sort }}
{{ {[]: 1} }}
{{ 'abc'.index('z') }}
{{ 'a'.split('') }}
{{ range(1, 2, 0) }}
{% set n.x = 1 %}
{% set a, b = 1, 2, 3 %}
{% for a, b in [1] %}{% endfor %}
{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}
{% macro f(a) %}{% endmacro %}{{ f(b=2) }}
{% if %}x{% endif %}
{% if yes %}x
{% for a in names %}x{% endif %}
{% nosuchtag %}
{% break %}
{% for loop in names %}{% endfor %}
{% set true = 1 %}
{{ 1 +* 2 }}
{{ (1 }}
{{ 1) }}
{{ 'open }}
{{ a b }}
{{ a is defined is none }}
{# open
{% raw %} open
{{ }}
{{ f(a=1, 2) }}
{{ 1 ? 2 }}
{{
%}
{% set x %}
{{ "\xzz" }}
{{ '%d' % 'a' }}
{{ [1, 2]|join(', ', 'a', 'b') }}
{{ namespace(1) }}
{% macro f(a=1, b) %}{% endmacro %}
{% for a in [1] %}{{ loop(a) }}{% endfor %}
'''

BLOCKS = {
    "trim_blocks takes one line feed": "{% if yes %}\n\na\n{% endif %}\n\nb\n",
    "lstrip_blocks takes the indent of a block": "a\n   {% if yes %}\n  b\n   {% endif %}\nc",
    "lstrip_blocks leaves the indent of a print": "a\n   {{ n }}\n   {{ n }} {% if yes %}x{% endif %}",
    "a block after text keeps the blanks": "a   {% if yes %}  b  {% endif %}  c",
    "lstrip at the start and after a tag": "  {% if yes %}  {% if yes %}x{% endif %}\n  {% endif %}y",
    "minus on both sides": "a \n {%- if yes -%} \n b \n {%- endif -%} \n c {{- n -}} \n d",
    "plus keeps": "a\n  {%+ if yes +%}\n  b\n  {%+ endif +%}\nc",
    "minus takes all white space": "a\u00a0\u2003\n\n{{- n -}}\u3000\n\x1c\x85b",
    "comments": "a {# x {{ y }} #}b\n  {# line #}\nc {#- d -#} e\n {#+ f +#}\ng{##}h{#-#}i",
    "comment takes the line feed": "{# c #}\n\nx{# d #}\ny",
    "raw": "a {% raw %}{{ x }} {% if %} {# c #}{% endraw %} b",
    "raw with signs": "a {%- raw -%}  {{ x }}  {%- endraw -%}  b\n  {% raw %}\n  y\n  {% endraw %}\nz",
    "raw indent": "  {% raw +%}{% endraw %}",
    "raw plus": "a\n  {%+ raw %}\n  b\n  {%+ endraw +%}\nc",
    "one line feed at the end goes": "a\n\n",
    "carriage returns are line feeds": "a\r\n{% if yes %}\r\nb\rc{% endif %}\r\n",
    "no tag at all": "just } text { and % #} }} %}",
    "empty": "",
    "braces next to tags": "{ {{ n }} } {{{'a': 1}}} {{ {'a': 1}['a'] }}}",
    "colon after the tag": "{% if yes: %}a{% endif %}{% for a in [1]: %}b{% endfor %}",
    "strip then lstrip": "x {%- if yes %}\n   {%- if yes %}\n\n   y\n  {%- endif %}\n{% endif %}z",
    "print minus line start": "{{- n }}\n    {%- if yes -%}\n  a\n{% endif -%}\n\n  {% if yes %}b{% endif %}",
    "lines in strings": "{{ 'a\nb' }}{{ \"c\r\nd\" }}",
    "assignment before reading hides the variable": (
        "{% macro f() %}[{{ text }}]{% endmacro %}{{ f() }}"
        "{% for a in [1] %}[{{ text }}]{% endfor %}{% set text = 'now' %}{{ f() }}"),
    "reading before assignment does not": (
        "{{ text }}{% macro f() %}[{{ text }}]{% endmacro %}{{ f() }}{% set text = 'now' %}{{ f() }}"),
    "assignment in one branch does not": (
        "{% macro f() %}[{{ n }}{{ x }}]{% endmacro %}{{ f() }}{% if no %}{% set n = 1 %}{% endif %}"
        "{% if no %}{% set x = 1 %}{% elif no %}{% set x = 2 %}{% else %}{% set y = 2 %}{% endif %}{{ f() }}"),
    "assignment in all branches does": (
        "{% macro f() %}[{{ x }}]{% endmacro %}{{ f() }}"
        "{% if no %}{% set x = 1 %}{% elif no %}{% set x = 2 %}{% else %}{% set x = 3 %}{% endif %}{{ f() }}"),
    "scopes in a loop": (
        "{% for a in [1, 2] %}{% if loop.first %}{% set seen = a %}{% endif %}[{{ seen }}]{% endfor %}"
        "{% for a in [1, 2] %}[{{ yes }}{% set yes = a %}{{ yes }}]{% endfor %}{{ yes }}"),
    "error on a later line": "a\nb\n{{ n }}\n  {{ missing.x }}\n",
    "messages with template text in them": "{% for m in ['{{ n }}', '{% if %}', '{#'] %}{{ m }}{% endfor %}",
    "deep parentheses": "{{ " + "(" * 60 + "n" + ")" * 60 + " }}",
}


def cases():
    env = environment()
    templates = list(conversations())
    lines = LINES.strip("\n").replace("\\\n", "\\\0").split("\n")
    templates += [(line.replace("\0", "\n"), line.replace("\0", "\n"), DATA) for line in lines]
    templates += [(name, template, DATA) for name, template in BLOCKS.items()]
    for name, template, variables in templates:
        case = {"name": name, "template": template}
        if variables is not DATA:
            case["variables"] = variables
            case["template"] = next(t for t in TEMPLATES if TEMPLATES[t] == template)
        try:
            case["rendered"] = env.from_string(template).render(**variables)
        except Exception as error:  # whatever Python raises is the case
            case["error"] = f"{type(error).__name__}: {error}"
        yield case


if __name__ == "__main__":
    document = {
        "environment": "jinja2 " + jinja2.__version__,
        "templates": TEMPLATES,
        "variables": DATA,
        "cases": list(cases()),
    }
    text = json.dumps(document, ensure_ascii=True, indent=1)
    pathlib.Path("cases.json").write_text(text + "\n", encoding="utf-8")
    errors = sum("error" in case for case in document["cases"])
    print(len(document["cases"]), "cases,", errors, "of them errors")
