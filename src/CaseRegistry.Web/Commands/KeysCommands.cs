using System.CommandLine;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Commands;

/// <summary><c>keys rotate</c> and <c>keys shred CASE</c>.</summary>
internal static class KeysCommands
{
    public static Command Create() => new("keys", "The keys that protect cases.") { Rotate(), Shred() };

    private static Command Rotate()
    {
        var rotate = new Command(
            "rotate",
            "Makes a new version of the master key, wraps every key with it and removes the old version; replaces the key that signs anchors. Can be run again after an interruption."
        );
        rotate.SetAction(_ => CommandLine.AsOperator(services => RotateKeys(services)));
        return rotate;
    }

    internal static async Task<int> RotateKeys(IServiceProvider services)
    {
        var mediator = services.GetRequiredService<IMediator>();
        var step = await mediator.Send(new RotateKeys.Command());
        await Console.Error.WriteLineAsync(
            step.Resumed ? $"An earlier rotation to version {step.Newest} goes on." : $"Version {step.Newest} was made."
        );
        var rewrapped = 0;
        while (!step.IsDone)
        {
            step = await mediator.Send(new RotateKeys.Command(step.Newest));
            rewrapped += step.Rewrapped;
            if (step.Rewrapped > 0)
            {
                await Console.Error.WriteLineAsync($"{rewrapped} keys wrapped anew");
            }
        }

        Console.WriteLine($"rotated: version {step.Newest}, {rewrapped} keys wrapped anew, older versions removed");
        return 0;
    }

    private static Command Shred()
    {
        var number = new Argument<string>("CASE") { Description = "Number of the case" };
        var shred = new Command(
            "shred",
            "Destroys the key of a case: who it was about and what was written can never be read again. The counts stay."
        )
        {
            number,
        };
        shred.SetAction(parsed => CommandLine.AsOperator(services => ShredCase(services, parsed.GetRequiredValue(number))));
        return shred;
    }

    internal static async Task<int> ShredCase(IServiceProvider services, string number)
    {
        try
        {
            var result = await services.GetRequiredService<IMediator>().Send(new ShredCase.Command(number));
            await services.GetRequiredService<SweepKeys>().Destroy(result.Id);
            Console.WriteLine($"shredded: {result.Number}. Copies of the key store and of the master key that are older still open it.");
            return 0;
        }
        catch (NotFoundException)
        {
            await Console.Error.WriteLineAsync($"There is no case {number}.");
            return 1;
        }
    }
}
