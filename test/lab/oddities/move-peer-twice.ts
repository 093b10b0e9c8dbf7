import { configure } from '../configure.ts'
import type { Space } from '../space.ts'

/** A veth pair made in `from`, where `name` stays; its other end, of the same name, goes to `via` and from there to `to`. */
export const movePeerTwice = async (name: string, [from, via, to]: readonly [Space, Space, Space]): Promise<void> => {
  await configure(from.run, [
    {
      netns: from.netns,
      lines: [`link add name ${name} type veth peer name ${name} netns ${via.netns}`, `link set ${name} up`],
    },
    { netns: via.netns, lines: [`link set ${name} netns ${to.netns}`] },
    { netns: to.netns, lines: [`link set ${name} up`] },
  ])
}
