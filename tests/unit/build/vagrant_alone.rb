# Stands for Vagrant far enough that the tree's Vagrantfile is read as Vagrant reads it, and prints what it asked for.
# Arguments: the Vagrantfile, then a file that stands for the box's console.

require "json"

# Takes any setting and any block, and remembers the settings by their names.
class Recorder < BasicObject
  attr_reader :taken

  def initialize
    @taken = {}
  end

  def respond_to?(*)
    true
  end

  def method_missing(name, *words, **named, &block)
    inner = (@taken[name.to_s] ||= [])
    child = ::Recorder.new
    block&.call(child) if block && block.arity <= 1
    inner << { "words" => words, "named" => named, "inner" => child.taken }
    child
  end
end

module Vagrant
  @communicators = {}

  class << self
    attr_reader :communicators, :asked

    def plugin(_version, kind = nil)
      return Class.new if kind

      Class.new do
        def self.name(*); end

        def self.communicator(name, &given)
          Vagrant.communicators[name] = given.call
        end
      end
    end

    def configure(_version)
      @asked = Recorder.new
      yield @asked
    end
  end
end

load ARGV[0]
FirstVisit.private_folder(File.join(File.dirname(ARGV[1]), "told", "console"))
puts JSON.generate(
  "console" => CONSOLE,
  "asked" => Vagrant.asked.taken,
  "answers" => Vagrant.communicators.transform_values { |c| c.public_instance_methods(false).sort },
  "first_visit" => FirstVisit.words("192.0.2.1", ARGV[1])
)
