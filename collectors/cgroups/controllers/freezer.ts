import { DecodeError } from '../../wire/error.ts'
import { textOf } from '../content.ts'
import { keyed } from '../keyed.ts'
import type { Controller } from './controller.ts'

const states = ['THAWED', 'FREEZING', 'FROZEN']

const events = keyed({ frozen: 'frozen' })

/** Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst; cgroup-v2.rst, `cgroup.events` (`frozen` since 5.2). */
export const freezer: Controller = {
  part: 'freezer',
  version1: [
    {
      controller: 'freezer',
      files: [
        {
          name: 'freezer.state',
          read: (content, cgroup) => {
            const state = textOf(content)
            if (!states.includes(state)) throw new DecodeError('expected the state of a freezer', 0)
            cgroup.freezer = { frozen: state === 'FROZEN' }
          },
        },
      ],
    },
  ],
  version2: [
    {
      controller: '',
      files: [
        {
          name: 'cgroup.events',
          read: (content, cgroup) => {
            const { frozen } = events(content)
            if (frozen !== undefined) cgroup.freezer = { frozen: frozen !== 0 }
          },
        },
      ],
    },
  ],
}
