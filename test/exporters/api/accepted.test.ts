import { expect, test } from 'vitest'
import { accepted } from '../../../exporters/api/accepted.ts'
import { negotiate } from '../../../exporters/api/negotiate.ts'

test('parameters, quoting, case and quality', () => {
  expect(accepted('Text/Plain; Version="0.0.4";Q=0.5 , gzip;q=0,x;q=2')).toMatchObject([
    {
      value: 'text/plain',
      parameters: new Map([
        ['version', '0.0.4'],
        ['q', '0.5'],
      ]),
      quality: 0.5,
    },
    { value: 'gzip', quality: 0 },
    { value: 'x', quality: 0 },
  ])
  expect(accepted(undefined)).toEqual([])
  expect(accepted(',, ;q=1')).toMatchObject([{ value: '' }])
  expect(accepted('x;__proto__=1')[0]?.parameters.get('__proto__')).toBe('1')
})

const text = 'text'
const openMetrics = 'openmetrics'

test.each([
  [undefined, text],
  ['*/*', text],
  ['text/html,*/*;q=0.8', text],
  ['application/openmetrics-text', openMetrics],
  ['application/openmetrics-text;version=0.0.1', text],
  ['application/openmetrics-text;q=0.5,text/plain;version=0.0.4;q=0.6', text],
  ['application/openmetrics-text;q=0.5,text/plain;version=0.0.4;q=0.5', text],
  ['application/openmetrics-text;q=0', text],
  // Prometheus 2.49
  [
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    openMetrics,
  ],
  // Prometheus 3
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    openMetrics,
  ],
])('metrics for Accept: %s', (accept, expected) => {
  expect(negotiate(accept)).toBe(expected)
})
