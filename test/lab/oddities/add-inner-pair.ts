import { configure } from '../configure.ts'
import type { Space } from '../space.ts'

/** A veth pair with both ends in one namespace, both up. */
export const addInnerPair = (space: Space, names: readonly [string, string]): Promise<void> =>
  configure(space.run, [
    {
      netns: space.netns,
      lines: [
        `link add name ${names[0]} type veth peer name ${names[1]}`,
        `link set ${names[0]} up`,
        `link set ${names[1]} up`,
      ],
    },
  ])
