import { expect, test } from 'vitest'
import { ruleGroups } from '../../../../exporters/formats/rules/rule-groups.ts'

const cases: { readonly [text: string]: readonly string[] } = {
  '! -i br0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80': [
    '! -i br0',
    '-p tcp',
    '-m tcp',
    '--dport 80',
    '-j DNAT',
    '--to-destination 10.0.0.1:80',
  ],
  '-m comment --comment "a -j b  c \\" d" -j ACCEPT': ['-m comment', '--comment "a -j b  c \\" d"', '-j ACCEPT'],
  '-m set ! --match-set a src,dst -j DROP': ['-m set', '! --match-set a src,dst', '-j DROP'],
  '-m recent --update --seconds 60 --name x --rsource': [
    '-m recent',
    '--update',
    '--seconds 60',
    '--name x',
    '--rsource',
  ],
  'iifname != { "wg 0", "docker0" } counter drop': [
    'iifname',
    '!=',
    '{',
    '"wg 0",',
    '"docker0"',
    '}',
    'counter',
    'drop',
  ],
  'log prefix "open': ['log', 'prefix', '"open'],
  '': [],
}

test.each(Object.entries(cases))('%s', (text, groups) => {
  expect(ruleGroups(text)).toEqual(groups)
})
