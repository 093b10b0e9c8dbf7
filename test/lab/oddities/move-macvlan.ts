import { configure } from '../configure.ts'
import type { Space } from '../space.ts'

/** Makes a macvlan over an interface of `from` and moves it to `to`: its lower device is then in another namespace. */
export const moveMacvlan = async (
  from: Space,
  to: Space,
  { parent, name, address }: { parent: string; name: string; address?: string },
): Promise<void> => {
  await configure(from.run, [
    { netns: from.netns, lines: [`link add link ${parent} name ${name} netns ${to.netns} type macvlan mode bridge`] },
    {
      netns: to.netns,
      lines: [`link set ${name} up`, ...(address === undefined ? [] : [`addr add ${address} dev ${name}`])],
    },
  ])
}
