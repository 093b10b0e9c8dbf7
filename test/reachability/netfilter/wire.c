/*
 * Frames in and out of devices of several network namespaces. Arguments: pairs of a namespace's path and a device in it.
 * Lines on standard input:
 *   send N HEX           puts a frame on the device N (from 0)
 *   put N HEX            the same, and waits for nothing
 *   watch MILLISECONDS   waits that long
 * Answers: a line `frame N HEX` for each frame that then comes in at one of the devices, and `done`.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DEVICES = 8, FRAME = 4096, WAIT_MS = 25, MORE_MS = 1 };

static int devices;
static struct pollfd sockets[DEVICES];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void open_device(const char *path, const char *name) {
  int space = open(path, O_RDONLY);
  if (space < 0 || setns(space, CLONE_NEWNET) < 0) fail(path);
  close(space);
  int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(name)};
  if (fd < 0 || address.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail(name);
  sockets[devices++] = (struct pollfd){.fd = fd, .events = POLLIN};
}

/* Whether it came from the other end. */
static int report(int which) {
  unsigned char frame[FRAME];
  struct sockaddr_ll from;
  socklen_t size = sizeof from;
  ssize_t length = recvfrom(sockets[which].fd, frame, sizeof frame, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
  if (length < 0 || from.sll_pkttype == PACKET_OUTGOING) return 0;
  printf("frame %d ", which);
  for (ssize_t i = 0; i < length; i++) printf("%02x", frame[i]);
  putchar('\n');
  return 1;
}

int main(int argc, char **argv) {
  for (int i = 1; i + 1 < argc && devices < DEVICES; i += 2) open_device(argv[i], argv[i + 1]);
  char *line = NULL;
  size_t room = 0;
  puts("ready");
  fflush(stdout);
  while (getline(&line, &room, stdin) > 0) {
    unsigned which;
    int at, wait = WAIT_MS, more = MORE_MS;
    if (sscanf(line, "watch %d", &wait) == 1) {
      more = wait;
    } else {
      if (sscanf(line, "put %u %n", &which, &at) == 1) wait = more = 0;
      else if (sscanf(line, "send %u %n", &which, &at) != 1) return 1;
      if (which >= (unsigned)devices) return 1;
      unsigned char frame[FRAME];
      size_t length = 0;
      for (unsigned byte; sscanf(line + at, "%2x", &byte) == 1 && length < sizeof frame; at += 2) frame[length++] = (unsigned char)byte;
      if (send(sockets[which].fd, frame, length, 0) < 0) fail("send");
    }
    while (poll(sockets, (nfds_t)devices, wait) > 0)
      for (int i = 0; i < devices; i++)
        if ((sockets[i].revents & POLLIN) && report(i)) wait = more;
    puts("done");
    fflush(stdout);
  }
  return 0;
}
