using CaseRegistry.Domain.Meetings;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Meetings;

[Route("meetings")]
public sealed class MeetingsController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListMeetings() => View(await Ask(new ListMeetings.Query()));

    [HttpPost("")]
    public Task<IActionResult> PlanMeeting(PlanMeeting.Command command) =>
        Submit(
            command,
            then: id => RedirectToAction(nameof(ViewMeeting), new { id }),
            again: async () => View(nameof(ListMeetings), await Ask(new ListMeetings.Query()))
        );

    [HttpGet("{id}")]
    public async Task<IActionResult> ViewMeeting(MeetingId id) => View(await Ask(new ViewMeeting.Query(id)));

    [HttpPost("{id}/items/{itemId}")]
    public Task<IActionResult> ScheduleItem(ScheduleItem.Command command) =>
        Submit(
            command,
            then: _ => Planned(command.Id),
            again: async () =>
            {
                var meeting = await Ask(new ViewMeeting.Query(command.Id));
                ViewData["Sent"] = command;
                if (ViewData[StaleKey] is true)
                {
                    ViewData[StoredKey] = meeting.Agenda.Concat(meeting.Waiting).FirstOrDefault(i => i.Id == command.ItemId);
                }

                return View(nameof(ViewMeeting), meeting);
            }
        );

    [HttpPost("{id}/close")]
    public Task<IActionResult> CloseMeeting(MeetingId id) =>
        Submit(new CloseMeeting.Command(id), then: _ => Planned(id), again: () => Again(id));

    [HttpGet("invited")]
    public async Task<IActionResult> InvitedMeetings() => View(await Ask(new InvitedMeetings.Query()));

    [HttpGet("{id}/attend")]
    public async Task<IActionResult> AttendMeeting(MeetingId id) => View(await Ask(new AttendMeeting.Query(id)));

    [HttpGet("{id}/attend/{itemId}")]
    public async Task<IActionResult> RecordDiscussion(MeetingId id, AgendaItemId itemId) =>
        View(await Ask(new PrepareDiscussion.Query(id, itemId)));

    [HttpPost("{id}/attend/{itemId}")]
    public Task<IActionResult> RecordDiscussion(RecordDiscussion.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("It is saved.");
                return RedirectToAction(nameof(AttendMeeting), new { command.Id });
            }
        );

    private RedirectToActionResult Planned(MeetingId id)
    {
        Confirm("It is saved.");
        return RedirectToAction(nameof(ViewMeeting), new { id });
    }

    private async Task<IActionResult> Again(MeetingId id) => View(nameof(ViewMeeting), await Ask(new ViewMeeting.Query(id)));
}
