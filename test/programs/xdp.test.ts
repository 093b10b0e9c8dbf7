import { expect, test } from 'vitest'
import type { KnownPrograms } from '../../collectors/programs/known-programs.ts'
import { type XdpInterface, xdpPrograms } from '../../collectors/programs/xdp.ts'

const known: Pick<KnownPrograms, 'describe'> = { describe: (id) => ({ id, name: `program ${id}` }) }

const told = (xdp: XdpInterface['xdp']): string[] =>
  xdpPrograms([{ netns: '42', ifindex: 7, ...(xdp ? { xdp } : {}) }], known).map(
    ({ netns, ifindex, hook, kind, id, name }) => `${netns} ${ifindex} ${hook} ${kind} ${id} ${name}`,
  )

test('an interface without one has none', () => {
  expect(told(undefined)).toEqual([])
  expect(told({ attached: 0 })).toEqual([])
})

test('programs are told by where they run; several may', () => {
  expect(told({ attached: 1, program: 5, driverProgram: 5 })).toEqual(['42 7 xdp bpf 5 program 5'])
  expect(told({ attached: 4, driverProgram: 5, genericProgram: 6, hardwareProgram: 8 })).toEqual([
    '42 7 xdp bpf 5 program 5',
    '42 7 xdp-generic bpf 6 program 6',
    '42 7 xdp-offload bpf 8 program 8',
  ])
})

test('kernels before 4.19 tell one number, and the mode beside it', () => {
  expect(told({ attached: 2, program: 5 })).toEqual(['42 7 xdp-generic bpf 5 program 5'])
  expect(told({ attached: 3, program: 5 })).toEqual(['42 7 xdp-offload bpf 5 program 5'])
  expect(told({ program: 5 })).toEqual(['42 7 xdp bpf 5 program 5'])
})
