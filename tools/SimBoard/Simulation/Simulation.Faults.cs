using Telenode.Core;
using Telenode.SimBoard.Broker;

namespace Telenode.SimBoard.Simulation;

/// <content>What befalls the deployment, and its end.</content>
public sealed partial class Simulation
{
    private const int MostClockStepMs = 4_000_000;

    private readonly SettingsBook _settings;
    private bool _refusesAll;
    private bool _isCalm;

    private void Befall(bool isCalm)
    {
        for (Fault fault = _faults.Take(_nowMs); !isCalm && fault != Fault.None; fault = _faults.Take(_nowMs))
        {
            Trace($"fault {fault}");
            switch (fault)
            {
                case Fault.Break:
                    _link.Break();
                    break;
                case Fault.HalfOpen:
                    _link.Die();
                    break;
                case Fault.WifiDown or Fault.WifiUp:
                    _hardware.SetWifi(fault == Fault.WifiUp);
                    break;
                case Fault.PasswordChanges or Fault.PasswordFits:
                    _hardware.SetPassword(fault == Fault.PasswordFits);
                    break;
                case Fault.BrokerDown or Fault.BrokerUp:
                    _link.Break();
                    _link.Broker = fault == Fault.BrokerUp ? _broker : null;
                    break;
                case Fault.BrokerRestart:
                    RestartBroker();
                    break;
                case Fault.Quota or Fault.QuotaOver:
                    _refusesAll = fault == Fault.Quota;
                    break;
                case Fault.ClockStep:
                    _hardware.Time.ErrorMs = _random.Next(-MostClockStepMs, MostClockStepMs);
                    break;
                case Fault.SensorFails or Fault.SensorWorks:
                    _hardware.SensorAway = fault == Fault.SensorWorks ? -1 : _random.Next(_options.Sensors.Count);
                    _boot?.SetSensors(_hardware.SensorAway);
                    break;
                case Fault.FlashFull or Fault.FlashFree:
                    _hardware.Readings.IsFull = fault == Fault.FlashFull;
                    break;
                case Fault.Change:
                    ChangeSetting();
                    break;
                case Fault.Wipe:
                    Wipe();
                    break;
                case Fault.PowerCut:
                    PlanCut();
                    break;
            }
        }
    }

    private void SetErrors(bool isCalm)
    {
        _isCalm = isCalm;
        _hardware.Readings.ErrorShare = isCalm ? 0 : _options.FlashErrorShare;
        _hardware.Readings.ReadErrorShare = isCalm ? 0 : _options.FlashReadErrorShare;
        _hardware.Keys.ErrorShare = isCalm ? 0 : _options.StoreErrorShare;
        _hardware.Keys.ReadErrorShare = isCalm ? 0 : _options.StoreReadErrorShare;
    }

    private void Quiet()
    {
        Trace("the faults cease");
        SetErrors(true);
        _hardware.SetWifi(true);
        _hardware.SetPassword(true);
        _hardware.Time.IsUnreliable = false;
        _hardware.Readings.IsFull = false;
        _hardware.Cuts.Clear();
        _hardware.SensorAway = -1;
        _boot?.SetSensors(-1);
        _link.IsUnreliable = false;
        _link.Broker = _broker;
        _refusesAll = false;
    }

    // The broker's word on a message: readings may be refused, and come again.
    private ReasonCode JudgeMessage(string topic)
    {
        bool refuses = _refusesAll || (!_isCalm && _options.RefusedPacksShare > 0 && _random.NextDouble() < _options.RefusedPacksShare);
        return refuses && topic.EndsWith("/telemetry", StringComparison.Ordinal) ? ReasonCode.QuotaExceeded : ReasonCode.Success;
    }

    private void RestartBroker()
    {
        bool forgets = _random.NextDouble() < _options.BrokerForgetsShare;
        _link.Break();
        if (forgets)
        {
            Trace("the broker forgets its sessions");
            _ledger.Forgotten++;
            _broker = NewBroker();
            _link.Broker = _link.Broker == null ? null : _broker;
            _receiver.Attach(_broker, _nowMs);
        }
    }

    private void PlanCut()
    {
        switch (_random.Next(3))
        {
            case 0 when _boot != null || _asleep != null:
                Cut();
                break;
            case 1:
                _hardware.Cuts.StrikeInWrite();
                break;
            default:
                _hardware.Cuts.StrikeAfter(1 + _random.Next(60));
                break;
        }
    }

    // The flash is emptied and the board set up again, under its old name and behind the same broker.
    private void Wipe()
    {
        Cut();
        _ledger.Wipe();
        _hardware.Readings.Clear();
        _hardware.Keys.Clear();
        _hardware.Provision();
        _settings.Begin(_hardware.Keys);
    }

    private void ChangeSetting()
    {
        if (_options.Changes.Count == 0)
        {
            return;
        }

        string change = _options.Changes[_random.Next(_options.Changes.Count)];
        int equals = change.IndexOf('=');
        string key = change[..equals];
        string value = change[(equals + 1)..];
        Trace($"set {key} {value}");
        _settings.Ask(key, value);
        string line = value.Length == 0 ? $"unset {key}" : $"set {key} \"{value}\"";
        if (_boot != null && _random.Next(2) == 0)
        {
            _hardware.Console.Type(line);
        }
        else
        {
            _receiver.Ask(line, _nowMs);
        }
    }
}
