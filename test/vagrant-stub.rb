# Evaluates the Vagrantfile that is named and prints as JSON what it asks of each machine, without Vagrant.
require 'json'

# Remembers every call and assignment, under any name, as Vagrant's configuration objects would take it.
class Recorder
  attr_reader :calls

  def initialize
    @calls = []
  end

  def vm
    self
  end

  def define(name, **options, &block)
    machine = Recorder.new
    block.call(machine)
    @calls << { call: 'define', arguments: [name], options: options, machine: machine.calls }
  end

  def method_missing(name, *arguments, **options)
    @calls << { call: name.to_s.delete_suffix('='), arguments: arguments, options: options }
    yield Recorder.new if block_given?
  end

  def respond_to_missing?(*)
    true
  end
end

# Stands in for Vagrant's own module.
module Vagrant
  def self.configure(version)
    recorder = Recorder.new
    yield recorder
    puts JSON.generate(version: version, calls: recorder.calls)
  end
end

load ARGV.fetch(0)
