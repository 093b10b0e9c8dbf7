import { describe, expect, it } from 'vitest'
import { cgroupOwner, cgroupOwners } from '../../../collectors/containers/cgroup-owner.ts'

const a = 'a1'.repeat(32)
const b = 'b2'.repeat(32)
const buildkit = 'k9v4zq0m1n2b3c4d5e6f7g8h9'
const pod = 'pod7c1d3a52-6f4e-4a0c-9a0b-0c2f3a1e5b77'
const podSlice =
  'kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7c1d3a52_6f4e_4a0c_9a0b_0c2f3a1e5b77.slice'

const named: readonly (readonly [text: string, owner: string])[] = [
  [`0::/docker/${a}\n`, `docker ${a} /docker/${a}`],
  [`0::/system.slice/docker-${a}.scope\n`, `docker ${a} /system.slice/docker-${a}.scope`],
  [`0::/system.slice/docker-${a}.scope/init\n`, `docker ${a} /system.slice/docker-${a}.scope`],
  [`0::/custom.slice/docker-${a}.scope\n`, `docker ${a} /custom.slice/docker-${a}.scope`],
  [`0::/${podSlice}/docker-${a}.scope\n`, `docker ${a} /${podSlice}/docker-${a}.scope`],
  [
    `0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${a}.scope\n`,
    `docker ${a} /user.slice/user-1000.slice/user@1000.service/user.slice/docker-${a}.scope`,
  ],
  [`0::/../docker-${a}.scope\n`, `docker ${a} /../docker-${a}.scope`],
  [`0::/docker/${a}/docker/${b}\n`, `docker ${a} /docker/${a}`],
  [`0::/docker/${a}/kubelet/${podSlice}/cri-containerd-${b}.scope\n`, `docker ${a} /docker/${a}`],
  [`1:cpuset:/system.slice:docker:${a}\n`, `docker ${a} /system.slice:docker:${a}`],
  [`0::/my/parent/${a}\n`, `unknown ${a} /my/parent/${a}`],
  [`0::/../${a}\n`, `unknown ${a} /../${a}`],
  [`0::/docker/buildkit/${buildkit}\n`, `buildkit ${buildkit} /docker/buildkit/${buildkit}`],
  [`0::/system.slice/docker-${buildkit}.scope\n`, `buildkit ${buildkit} /system.slice/docker-${buildkit}.scope`],
  [`0::/machine.slice/libpod-${a}.scope\n`, `podman ${a} /machine.slice/libpod-${a}.scope`],
  [`0::/machine.slice/libpod-${a}.scope/container\n`, `podman ${a} /machine.slice/libpod-${a}.scope`],
  [
    `0::/user.slice/user-1000.slice/user@1000.service/user.slice/user-libpod_pod_${b}.slice/libpod-${a}.scope/container\n`,
    `podman ${a} /user.slice/user-1000.slice/user@1000.service/user.slice/user-libpod_pod_${b}.slice/libpod-${a}.scope`,
  ],
  [`0::/libpod_parent/libpod-${a}\n`, `podman ${a} /libpod_parent/libpod-${a}`],
  [`0::/libpod_parent/${b}/libpod-${a}\n`, `podman ${a} /libpod_parent/${b}/libpod-${a}`],
  [
    `0::/user.slice/user-1000.slice/user@1000.service/app.slice/web.service/libpod-payload-${a}\n`,
    `podman ${a} /user.slice/user-1000.slice/user@1000.service/app.slice/web.service/libpod-payload-${a}`,
  ],
  [`0::/${podSlice}/cri-containerd-${a}.scope\n`, `containerd ${a} /${podSlice}/cri-containerd-${a}.scope`],
  [
    `11:pids:/system.slice/containerd.service/kubepods-burstable-pod7c1d.slice:cri-containerd:${a}\n`,
    `containerd ${a} /system.slice/containerd.service/kubepods-burstable-pod7c1d.slice:cri-containerd:${a}`,
  ],
  [`0::/system.slice/nerdctl-${a}.scope\n`, `containerd ${a} /system.slice/nerdctl-${a}.scope`],
  [`4:memory:/kubepods/burstable/${pod}/${a}\n`, `kubernetes ${a} /kubepods/burstable/${pod}/${a}`],
  [`4:memory:/kubepods/${pod}/${a}\n`, `kubernetes ${a} /kubepods/${pod}/${a}`],
  [`0::/${podSlice}/crio-${a}.scope\n`, `cri-o ${a} /${podSlice}/crio-${a}.scope`],
  [`0::/${podSlice}/crio-${a}.scope/container\n`, `cri-o ${a} /${podSlice}/crio-${a}.scope`],
  [`4:memory:/kubepods/besteffort/${pod}/crio-${a}\n`, `cri-o ${a} /kubepods/besteffort/${pod}/crio-${a}`],
  ['0::/lxc.payload.web/init.scope\n', 'lxc web /lxc.payload.web'],
  ['0::/lxc.payload.my_project_web-1/system.slice/ssh.service\n', 'lxc my_project_web-1 /lxc.payload.my_project_web-1'],
  ['0::/lxc.payload/web\n', 'lxc web /lxc.payload/web'],
  ['0::/lxc/100/ns/init.scope\n', 'lxc 100 /lxc/100'],
  [
    '0::/machine.slice/machine-web\\x2done.scope/payload/init.scope\n',
    'systemd-nspawn web-one /machine.slice/machine-web\\x2done.scope',
  ],
  [
    '0::/machine.slice/systemd-nspawn@debian.service/payload\n',
    'systemd-nspawn debian /machine.slice/systemd-nspawn@debian.service',
  ],
  ['0::/system.slice/runc-my-thing.scope\n', 'runc my-thing /system.slice/runc-my-thing.scope'],
  ['0::/user.slice/user-1000.slice/crun-x.scope\n', 'crun x /user.slice/user-1000.slice/crun-x.scope'],
  // Version 1: systemd's own hierarchy counts most; the rest agrees.
  [
    `12:pids:/docker/${a}\n5:net_cls,net_prio:/docker/${a}\n1:name=systemd:/docker/${a}\n0::/\n`,
    `docker ${a} /docker/${a}`,
  ],
  // Hybrid, and a hierarchy that the runtime leaves alone.
  [`9:rdma:/\n8:memory:/docker/${a}\n0::/system.slice/containerd.service\n`, `docker ${a} /docker/${a}`],
]

const nameless = [
  '',
  'not a cgroup line\n',
  '0::/\n',
  '0::/init.scope\n',
  '0::/user.slice/user-1000.slice/session-2.scope\n',
  '0::/system.slice/docker.service\n',
  '0::/system.slice/containerd.service\n',
  // Monitors are not containers.
  `0::/machine.slice/libpod-conmon-${a}.scope\n`,
  `0::/${podSlice}/crio-conmon-${a}.scope\n`,
  '0::/libpod_parent/conmon\n',
  '0::/lxc.monitor.web\n',
  '0::/lxc.monitor/web\n',
  '0::/machine.slice/machine-web.scope/supervisor\n',
  '0::/user.slice/user-1000.slice/user@1000.service/app.slice/web.service/runtime\n',
  // A virtual machine.
  '0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator\n',
  // Not the exact form.
  `0::/docker/${a.slice(1)}\n`,
  `0::/docker/${a}0\n`,
  `0::/docker/${a.toUpperCase()}\n`,
  `0::/system.slice/xdocker-${a}.scope\n`,
  `0::/system.slice/docker-${a}.scope (deleted)\n`,
  `0::/system.slice/docker-${a}.service\n`,
  '0::/lxc\n',
  `0::/kubepods/burstable/${pod}\n`,
  // Hierarchies that disagree.
  `4:memory:/docker/${a}\n3:cpu:/docker/${b}\n`,
]

describe('cgroupOwner', () => {
  it.each(named)('%j', (text, owner) => {
    const found = cgroupOwner(text)
    expect(`${found?.runtime} ${found?.id} ${found?.cgroup}`).toBe(owner)
  })

  it.each(nameless)('names nobody in %j', (text) => {
    expect(cgroupOwner(text)).toBeNull()
  })

  it('keeps names that are no valid escapes as they are', () => {
    expect(cgroupOwner('0::/system.slice/runc-100%\\xff.scope\n')?.id).toBe('100%\\xff')
    expect(cgroupOwner('0::/system.slice/runc-\\xc3\\xa4%41.scope\n')?.id).toBe('ä%41')
  })

  it('lists nested containers from the outside', () => {
    const ids = cgroupOwners(`0::/lxc/100/ns/docker/${a}/docker/${b}\n`).map(({ runtime, id }) => `${runtime} ${id}`)
    expect(ids).toEqual(['lxc 100', `docker ${a}`, `docker ${b}`])
  })
})
