import { extension } from '../extension.ts'
import { noStruct } from '../no-struct.ts'

/** `-m eui64`: the IPv6 source address is made of the Ethernet source address. It has no options: the kernel wants an `int` that means nothing. */
export const eui64 = extension({ name: 'eui64', families: ['ipv6'], revisions: { 0: noStruct }, save: () => [] })
