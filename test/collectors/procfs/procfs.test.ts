import { describe, expect, it } from 'vitest'
import { namespaceMounts } from '../../../collectors/procfs/mountinfo.ts'
import { netInode } from '../../../collectors/procfs/namespace-link.ts'
import { bootTimeSeconds, startTicks } from '../../../collectors/procfs/stat.ts'

describe('/proc/PID/stat', () => {
  const tail = 'S 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200'
  it.each(['sh', ') S 1 1 1 (x', 'a\nb', '((('])('finds the start after a command named %j', (command) => {
    expect(startTicks(`42 (${command}) ${tail}`)).toBe(987654)
  })

  it('is 0 for text of another form', () => {
    expect([startTicks(''), startTicks('42 (sh) S'), startTicks('no parentheses')]).toEqual([0, 0, 0])
  })
})

describe('/proc/stat', () => {
  it('tells the boot time, or null', () => {
    expect(bootTimeSeconds('cpu 1 2\nbtime 1763736699\nprocesses 9\n')).toBe(1763736699)
    expect(bootTimeSeconds('cpu 1 2\n')).toBeNull()
  })
})

describe('namespace links', () => {
  it.each([
    ['net:[4026531840]', 4026531840],
    ['mnt:[4026531841]', null],
    ['net:[]x', null],
    ['net:[12x]', null],
    ['socket:[123]', null],
  ])('%s', (link, inode) => {
    expect(netInode(link)).toBe(inode)
  })
})

describe('mountinfo', () => {
  it('lists bind-mounted network namespaces with their paths unescaped', () => {
    const text = [
      '36 35 0:4 net:[4026532301] /run/netns/blue rw shared:20 - nsfs nsfs rw',
      '37 35 0:4 mnt:[4026532302] /run/snapd/ns/x.mnt rw - nsfs nsfs rw',
      '38 35 0:4 net:[4026532303] /run/my\\040dir/a\\134b rw - nsfs nsfs rw',
      '39 35 8:1 / / rw - ext4 /dev/vda rw',
      '40',
      '',
    ].join('\n')
    expect(namespaceMounts(text)).toEqual([
      { inode: 4026532301, mountPoint: '/run/netns/blue' },
      { inode: 4026532303, mountPoint: '/run/my dir/a\\b' },
    ])
  })
})
